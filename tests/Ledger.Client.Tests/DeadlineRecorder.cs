using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Ledger.Client.Tests;

/// <summary>Takes down how much time each call came with.</summary>
internal sealed class DeadlineRecorder(ScriptedLedger ledger) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        ledger.Deadlines.Enqueue(context.Deadline - DateTime.UtcNow);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        ledger.Deadlines.Enqueue(context.Deadline - DateTime.UtcNow);
        return continuation(request, responseStream, context);
    }
}
