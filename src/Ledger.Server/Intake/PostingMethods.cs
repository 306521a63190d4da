using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake;

/// <summary>The calls of the write side.</summary>
internal sealed class PostingMethods(PlainReader plain, Limits limits) : IServiceMethodProvider<PostingService>
{
    /// <summary>Path of the requests that open a conversation.</summary>
    public const string StreamPath = $"/{Service}/PostStream";

    /// <summary>Path of the requests that bring a batch.</summary>
    public const string BatchPath = $"/{Service}/PostBatch";

    private const string Service = "ledger.v1.Posting";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<PostingService> context)
    {
        context.AddUnaryMethod(
            Methods.Encoded(Service, "Post", MethodType.Unary, bytes => Sent.Read(plain, bytes, limits.OperationMaxBytes)), [],
            (service, request, call) => service.Post(request, call));
        context.AddUnaryMethod(
            Methods.Batched(Service, "PostBatch", bytes => SentBatch.Read(plain, bytes, limits.BatchMaxCount)), [],
            (service, request, call) => service.PostBatch(request, call));
        // Read here only when it is compressed; otherwise the stream does it.
        context.AddDuplexStreamingMethod(
            Methods.Encoded(Service, "PostStream", MethodType.DuplexStreaming, bytes => Methods.Parse(V1.Operation.Parser, bytes)), [],
            (service, requests, _, call) => service.PostStream(requests, call));
    }
}
