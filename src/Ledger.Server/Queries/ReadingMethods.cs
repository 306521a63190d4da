using Grpc.AspNetCore.Server.Model;
using Ledger.Server.Contract;

namespace Ledger.Server.Queries;

/// <summary>The calls of the read side.</summary>
internal sealed class ReadingMethods : IServiceMethodProvider<ReadingService>
{
    private const string Service = "ledger.v1.Reading";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<ReadingService> context)
    {
        context.AddUnaryMethod(
            Methods.Of<V1.GetBalancesRequest, V1.Balances>(Service, "GetBalances"), [],
            (service, request, call) => service.GetBalances(request, call));
        context.AddUnaryMethod(
            Methods.Of<V1.GetStatementRequest, V1.Statement>(Service, "GetStatement"), [],
            (service, request, call) => service.GetStatement(request, call));
        context.AddUnaryMethod(
            Methods.Of<V1.GetOutcomeRequest, V1.Receipt>(Service, "GetOutcome"), [],
            (service, request, call) => service.GetOutcome(request, call));
        context.AddUnaryMethod(
            Methods.Of<V1.GetTrialBalanceRequest, V1.TrialBalance>(Service, "GetTrialBalance"), [],
            (service, request, call) => service.GetTrialBalance(request, call));
        context.AddUnaryMethod(
            Methods.Of<V1.Operation, V1.Quote>(Service, "GetQuote"), [],
            (service, request, call) => service.GetQuote(request, call));
        context.AddUnaryMethod(
            Methods.Of<V1.GetExpiringRequest, V1.Expiring>(Service, "GetExpiring"), [],
            (service, request, call) => service.GetExpiring(request, call));
    }
}
