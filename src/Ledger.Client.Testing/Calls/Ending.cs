using Grpc.Core;

namespace Ledger.Client.Testing.Calls;

/// <summary>How a call ended.</summary>
internal sealed record Ending(Status Status, Metadata Trailers)
{
    /// <summary>The ending of a call whose task has ended.</summary>
    /// <exception cref="InvalidOperationException">It has not.</exception>
    public static Ending Of(Task call)
    {
        if (!call.IsCompleted) throw new InvalidOperationException("The call has not ended.");
        return call.Exception?.GetBaseException() is RpcException failure
            ? new Ending(failure.Status, failure.Trailers)
            : new Ending(call.IsCompletedSuccessfully ? Status.DefaultSuccess : Status.DefaultCancelled, []);
    }
}
