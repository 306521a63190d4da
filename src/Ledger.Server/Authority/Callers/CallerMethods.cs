using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Ledger.Server.Contract;

namespace Ledger.Server.Authority.Callers;

/// <summary>The calls about callers, their roles and the policy.</summary>
internal sealed class CallerMethods : IServiceMethodProvider<CallerService>
{
    private const string Service = "ledger.v1.Callers";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<CallerService> context)
    {
        var calls = new UnaryCalls<CallerService>(context, Service);
        calls.Add<V1.CreateTerminalsRequest, V1.CreatedCallers>("CreateTerminals", (service, request, call) =>
            service.CreateTerminals(request, call));
        calls.Add<V1.CreateBackendRequest, V1.CreatedCallers>("CreateBackend", (service, request, call) =>
            service.CreateBackend(request, call));
        calls.Add<V1.CreateAdministratorRequest, V1.CreatedCallers>(
            "CreateAdministrator", (service, request, call) => service.CreateAdministrator(request, call));
        calls.Add<V1.NewTokenRequest, V1.CreatedCallers>("NewToken", (service, request, call) => service.NewToken(request, call));
        calls.Add<V1.ListCallersRequest, V1.CallerPage>("ListCallers", (service, request, call) => service.ListCallers(request, call));
        calls.Add<V1.RevokeCallerRequest, V1.AuthorityChange>("RevokeCaller", (service, request, call) =>
            service.RevokeCaller(request, call));
        calls.Add<V1.RevokeCredentialRequest, V1.AuthorityChange>(
            "RevokeCredential", (service, request, call) => service.RevokeCredential(request, call));
        calls.Add<V1.MoveTerminalRequest, V1.AuthorityChange>("MoveTerminal", (service, request, call) =>
            service.MoveTerminal(request, call));
        calls.Add<V1.GrantRoleRequest, V1.AuthorityChange>("GrantRole", (service, request, call) => service.GrantRole(request, call));
        calls.Add<V1.WithdrawRoleRequest, V1.AuthorityChange>("WithdrawRole", (service, request, call) =>
            service.WithdrawRole(request, call));
        calls.Add<V1.MayRequest, V1.MayAnswer>("May", (service, request, call) => service.May(request, call));
        calls.Add<V1.GetPolicyRequest, V1.PolicyVersion>("GetPolicy", (service, request, call) => service.GetPolicy(request, call));
        calls.Add<V1.CheckPolicyRequest, V1.PolicyVerdict>("CheckPolicy", (_, request, _) => CallerService.CheckPolicy(request));
        calls.Add<V1.ActivatePolicyRequest, V1.PolicyVersion>("ActivatePolicy", (service, request, call) =>
            service.ActivatePolicy(request, call));
        calls.Add<V1.ListChangesRequest, V1.ChangePage>("ListChanges", (service, request, call) => service.ListChanges(request, call));
    }
}
