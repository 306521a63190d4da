using System.Buffers;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Ledger.Server.Contract;

namespace Ledger.Client.Testing.Calls;

/// <summary>One conversation of <c>PostStream</c>: an operation is decided when it is written, and its result waits to be read.</summary>
internal sealed class MemoryPostStream<TRequest, TResponse>(
    Method<TRequest, TResponse> method, PostingCalls posting, FaultPlan faults, CancellationToken cancellation)
    : IClientStreamWriter<TRequest>, IAsyncStreamReader<TResponse>, IDisposable
    where TRequest : class where TResponse : class
{
    private readonly Channel<TResponse> _answers = Channel.CreateUnbounded<TResponse>();
    private long _position;

    public WriteOptions? WriteOptions { get; set; }

    public TResponse Current { get; private set; } = null!;

    /// <summary>Ends with the call.</summary>
    public Task Ended => _answers.Reader.Completion;

    /// <summary>Ends the call with a status, unless it has ended.</summary>
    public void Break(RpcException status) => _answers.Writer.TryComplete(status);

    public async Task WriteAsync(TRequest message)
    {
        if (cancellation.IsCancellationRequested) Break(new RpcException(Status.DefaultCancelled));
        if (Ended.IsCompleted) throw new InvalidOperationException("The call has ended.");
        var bytes = Wire.Write(method.RequestMarshaller, message);
        var fault = faults.Next();
        try
        {
            if (fault is { IsDone: false, Problem.Code: (int)StatusCode.ResourceExhausted })
                Answer(new V1.PostResult { Position = _position, Problem = fault.Problem });
            else if (fault is { IsDone: false }) Break(Problems.ToException(fault.Problem));
            else
            {
                var operation = Methods.Parse(V1.Operation.Parser, new ReadOnlySequence<byte>(bytes));
                var result = await posting.ResultAsync(operation, _position, cancellation);
                if (fault is null) Answer(result);
                else Break(Problems.ToException(fault.Problem));
            }
            _position++;
        }
        catch (RpcException reason)
        {
            Break(reason);
        }
    }

    public Task CompleteAsync()
    {
        _answers.Writer.TryComplete();
        return Task.CompletedTask;
    }

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cancellationToken);
        try
        {
            if (!await _answers.Reader.WaitToReadAsync(ended.Token) || !_answers.Reader.TryRead(out var answer)) return false;
            Current = answer;
            return true;
        }
        catch (OperationCanceledException)
        {
            throw new RpcException(Status.DefaultCancelled);
        }
    }

    public void Dispose() => Break(new RpcException(Status.DefaultCancelled));

    private void Answer(V1.PostResult result) => _answers.Writer.TryWrite(Wire.Read(method.ResponseMarshaller, result.ToByteArray()));
}
