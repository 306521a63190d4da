using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Ledger.Server.Contract;

namespace Ledger.Server.Queries;

/// <summary>The calls of the reports.</summary>
internal sealed class ReportMethods : IServiceMethodProvider<ReportingService>
{
    private const string Service = "ledger.v1.Reporting";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<ReportingService> context)
    {
        context.AddUnaryMethod(
            Methods.Of<V1.GetCloseRequest, V1.Close>(Service, "GetClose"), [],
            (service, request, call) => service.GetClose(request, call));
        context.AddUnaryMethod(
            Methods.Of<V1.GetSettlementRequest, V1.Settlement>(Service, "GetSettlement"), [],
            (service, request, call) => service.GetSettlement(request, call));
        context.AddUnaryMethod(
            Methods.Of<V1.GetLiabilityRequest, V1.Liability>(Service, "GetLiability"), [],
            (service, request, call) => service.GetLiability(request, call));
        context.AddServerStreamingMethod(
            Methods.Of<V1.ExportRequest, V1.ExportPiece>(Service, "Export", MethodType.ServerStreaming), [],
            (service, request, pieces, call) => service.Export(request, pieces, call));
    }
}
