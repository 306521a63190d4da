using Grpc.Core;
using Ledger.Server.Contract;

namespace Ledger.Client.Testing.Calls;

/// <summary>Where a channel would be: takes the calls of generated clients, lets the planned faults happen, and has the rest
/// answered.</summary>
internal sealed class MemoryCallInvoker(LedgerCalls calls, PostingCalls posting, FaultPlan faults) : CallInvoker
{
    private const string PostStream = "/ledger.v1.Posting/PostStream";

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AnswerAsync(method, options, request).GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var answer = AnswerAsync(method, options, request);
        return new AsyncUnaryCall<TResponse>(
            answer, Task.FromResult(new Metadata()), () => Ending.Of(answer).Status, () => Ending.Of(answer).Trailers, () => { });
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var stream = new MemoryPostStream<TRequest, TResponse>(method, posting, faults, options.CancellationToken);
        if (method.FullName != PostStream) stream.Break(LedgerCalls.NotHere(method.FullName));
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            stream, stream, Task.FromResult(new Metadata()),
            () => Ending.Of(stream.Ended).Status, () => Ending.Of(stream.Ended).Trailers, stream.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        // The only such call is the export.
        var stream = new MemoryPostStream<TRequest, TResponse>(method, posting, faults, options.CancellationToken);
        stream.Break(LedgerCalls.NotHere(method.FullName));
        return new AsyncServerStreamingCall<TResponse>(
            stream, Task.FromResult(new Metadata()),
            () => Ending.Of(stream.Ended).Status, () => Ending.Of(stream.Ended).Trailers, stream.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw LedgerCalls.NotHere(method.FullName);

    private async Task<TResponse> AnswerAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        where TRequest : class where TResponse : class
    {
        if (options.CancellationToken.IsCancellationRequested) throw new RpcException(Status.DefaultCancelled);
        // gRPC measures deadlines on the machine's clock, whatever clock the ledger has.
        if (options.Deadline is { } deadline && deadline.ToUniversalTime() <= TimeProvider.System.GetUtcNow().UtcDateTime)
            throw Problems.ToException(Problems.TooLate());

        var fault = faults.Next();
        if (fault is { IsDone: false }) throw Problems.ToException(fault.Problem);
        var answer = await calls.AnswerAsync(method.FullName, Wire.Write(method.RequestMarshaller, request), options.CancellationToken);
        if (fault is not null) throw Problems.ToException(fault.Problem);
        return Wire.Read(method.ResponseMarshaller, answer);
    }
}
