using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake;

/// <summary>The calls of the write side.</summary>
internal sealed class PostingMethods : IServiceMethodProvider<PostingService>
{
    private const string Service = "ledger.v1.Posting";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<PostingService> context)
    {
        context.AddUnaryMethod(
            Methods.Encoded<V1.Operation>(Service, "Post", MethodType.Unary), [],
            (service, request, call) => service.Post(request, call));
        context.AddUnaryMethod(
            Methods.EncodedList<V1.PostBatchRequest>(Service, "PostBatch"), [],
            (service, request, call) => service.PostBatch(request, call));
        context.AddDuplexStreamingMethod(
            Methods.Encoded<V1.Operation>(Service, "PostStream", MethodType.DuplexStreaming), [],
            (service, requests, _, call) => service.PostStream(requests, call));
    }
}
