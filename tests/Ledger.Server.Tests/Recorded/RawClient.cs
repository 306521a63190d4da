using Grpc.Net.Client;

namespace Ledger.Server.Tests.Recorded;

/// <summary>Sends bytes to a server and returns the bytes it answers with; no message is parsed or made on the way.</summary>
internal sealed class RawClient(GrpcChannel channel)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);
    private readonly CallInvoker _invoker = channel.CreateCallInvoker();

    public async Task<WireAnswer> CallAsync(string path, byte[][] messages)
    {
        var parts = path.Split('/');
        // On the wire every call is a stream of messages each way; those of one message are no exception.
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, parts[1], parts[2], Bytes, Bytes);
        using var call = _invoker.AsyncDuplexStreamingCall(method, null, new CallOptions());
        var received = new List<byte[]>();
        try
        {
            foreach (var message in messages) await call.RequestStream.WriteAsync(message).Bounded();
            await call.RequestStream.CompleteAsync().Bounded();
            while (await call.ResponseStream.MoveNext().Bounded()) received.Add(call.ResponseStream.Current);
            return new WireAnswer { Received = InOrder(parts[2], received) };
        }
        catch (RpcException refused)
        {
            return new WireAnswer
            {
                Received = InOrder(parts[2], received),
                Status = refused.StatusCode,
                Message = refused.Status.Detail,
                Details = refused.Trailers.GetValueBytes("grpc-status-details-bin") ?? [],
            };
        }
    }

    // The results of a stream may come in any order: each names the position of its operation.
    private static byte[][] InOrder(string method, List<byte[]> received) =>
        method == "PostStream" ? [.. received.OrderBy(message => PostResult.Parser.ParseFrom(message).Position)] : [.. received];
}
