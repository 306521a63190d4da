namespace Grpc.Core;

/// <summary>Messages to be read one after the other.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message the last successful <see cref="MoveNext"/> arrived at.</summary>
    T Current { get; }

    /// <summary>Advances to the next message; false at the end of the stream. Cancelling it cancels the call.</summary>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

/// <summary>A place to write messages to, one at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Options of the messages that follow, null for the default.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message. The next write has to wait for the returned task.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes a message; cancelling it cancels the call. Writers that cannot do that refuse a cancellable token.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled
            ? throw new NotSupportedException("This stream writer does not support the cancellation of a write.")
            : WriteAsync(message);
}

/// <summary>The client's end of a request stream.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Ends the request stream.</summary>
    Task CompleteAsync();
}

/// <summary>The server's end of a response stream, which ends with the handler.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}

/// <summary>Shorthands for <see cref="IAsyncStreamReader{T}"/>.</summary>
public static class AsyncStreamReaderExtensions
{
    /// <summary>Advances to the next message without a way to cancel; false at the end of the stream.</summary>
    public static Task<bool> MoveNext<T>(this IAsyncStreamReader<T> streamReader)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        return streamReader.MoveNext(CancellationToken.None);
    }
}
