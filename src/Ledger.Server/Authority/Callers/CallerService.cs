using Grpc.Core;

namespace Ledger.Server.Authority.Callers;

/// <summary>Who may call and what they may do, for those who look after it.</summary>
internal sealed class CallerService(
    CallerMaking making, CallerChanges changes, RoleChanges roles, CallerAnswers answers, PolicyVersions policy)
{
    public Task<V1.CreatedCallers> CreateTerminals(V1.CreateTerminalsRequest request, ServerCallContext context) =>
        making.TerminalsAsync(request, context);

    public Task<V1.CreatedCallers> CreateBackend(V1.CreateBackendRequest request, ServerCallContext context) =>
        making.BackendAsync(request, context);

    public Task<V1.CreatedCallers> CreateAdministrator(V1.CreateAdministratorRequest request, ServerCallContext context) =>
        making.AdministratorAsync(request, context);

    public Task<V1.CreatedCallers> NewToken(V1.NewTokenRequest request, ServerCallContext context) =>
        making.TokenAsync(request, context);

    public Task<V1.CallerPage> ListCallers(V1.ListCallersRequest request, ServerCallContext context) =>
        Task.FromResult(answers.List(request, context));

    public Task<V1.AuthorityChange> RevokeCaller(V1.RevokeCallerRequest request, ServerCallContext context) =>
        changes.RevokeAsync(request, context);

    public Task<V1.AuthorityChange> RevokeCredential(V1.RevokeCredentialRequest request, ServerCallContext context) =>
        changes.RevokeAsync(request, context);

    public Task<V1.AuthorityChange> MoveTerminal(V1.MoveTerminalRequest request, ServerCallContext context) =>
        changes.MoveAsync(request, context);

    public Task<V1.AuthorityChange> GrantRole(V1.GrantRoleRequest request, ServerCallContext context) =>
        roles.GrantAsync(request, context);

    public Task<V1.AuthorityChange> WithdrawRole(V1.WithdrawRoleRequest request, ServerCallContext context) =>
        roles.WithdrawAsync(request, context);

    public Task<V1.MayAnswer> May(V1.MayRequest request, ServerCallContext context) => answers.MayAsync(request, context);

    public Task<V1.PolicyVersion> GetPolicy(V1.GetPolicyRequest request, ServerCallContext context) => policy.GetAsync(request, context);

    public static Task<V1.PolicyVerdict> CheckPolicy(V1.CheckPolicyRequest request) =>
        Task.FromResult(PolicyVersions.Check(request));

    public Task<V1.PolicyVersion> ActivatePolicy(V1.ActivatePolicyRequest request, ServerCallContext context) =>
        policy.ActivateAsync(request, context);

    public Task<V1.ChangePage> ListChanges(V1.ListChangesRequest request, ServerCallContext context) =>
        answers.ChangesAsync(request, context);
}
