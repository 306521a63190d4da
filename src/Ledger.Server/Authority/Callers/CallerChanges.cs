using Grpc.Core;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Programs;
using Npgsql;

namespace Ledger.Server.Authority.Callers;

/// <summary>Changes callers that are there: their roles, their places, and whether they are let in.</summary>
internal sealed class CallerChanges(LedgerDatabase database, Askers askers, ProgramBook programs)
{
    private const string Service = "ledger.v1.Callers";
    private const int ReasonMaxLength = 128;

    public async Task<V1.AuthorityChange> RevokeAsync(V1.RevokeCallerRequest request, ServerCallContext context)
    {
        var reason = Reason(request.Reason);
        var caller = await askers.FindAsync(request.Caller, context.CancellationToken);
        askers.Require(context, $"{Service}/RevokeCaller", caller.Place);
        return await ChangeAsync(
            "revoke_caller", new { caller = caller.Number }, $"caller {caller.Number} \"{caller.Name}\" is revoked{reason}", context);
    }

    public async Task<V1.AuthorityChange> RevokeAsync(V1.RevokeCredentialRequest request, ServerCallContext context)
    {
        var reason = Reason(request.Reason);
        var check = new Violations();
        if (request.Key.Length != 32) check.Add("key", $"must have 32 bytes, not {request.Key.Length}", "LENGTH");
        check.ThrowIfAny();
        if (askers.Known.Credential(request.Key.Span) is null) await askers.LookAsync(context.CancellationToken);
        var credential = askers.Known.Credential(request.Key.Span) ?? throw Problems.ToException(
            Problems.NotFound("key", "is of no caller", "UNKNOWN_CREDENTIAL"));
        var caller = await askers.FindAsync(credential.Caller, context.CancellationToken);
        askers.Require(context, $"{Service}/RevokeCredential", caller.Place);
        return await ChangeAsync(
            "revoke_credential", new { key = credential.Key },
            $"credential {credential.Serial} of caller {caller.Number} is revoked{reason}", context);
    }

    public async Task<V1.AuthorityChange> MoveAsync(V1.MoveTerminalRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("store", request.Store, 1, int.MaxValue);
        check.Range("terminal", request.Terminal, 1, int.MaxValue);
        check.ThrowIfAny();
        var caller = await askers.FindAsync(request.Caller, context.CancellationToken);
        askers.Require(context, $"{Service}/MoveTerminal", caller.Place);
        askers.Require(context, $"{Service}/MoveTerminal", Place.OfStore(programs, request.Store, request.Terminal));
        if (!programs.TryGetStore(request.Store, out _)) throw Problems.ToException(Problems.UnknownStore(request.Store));
        if (caller.Kind != CallerKind.Terminal)
            throw Problems.ToException(Problems.Invalid("caller", "is no terminal", "NOT_ALLOWED"));
        var place = new
        {
            caller = caller.Number, store = request.Store, terminal = request.Terminal,
            name = CallerMaking.NameOf(request.Store, request.Terminal),
        };
        var what = $"caller {caller.Number} moves from {caller.Place} to store {request.Store}, terminal {request.Terminal}";
        try
        {
            return await ChangeAsync("move_terminal", place, what, context);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "caller_one_terminal_a_place")
        {
            throw CallerMaking.PlaceTaken(what);
        }
    }

    public async Task<V1.AuthorityChange> GrantAsync(V1.GrantRoleRequest request, ServerCallContext context)
    {
        var check = new Violations();
        var role = CallerWords.RoleOf("grant.role", request.Grant?.Role ?? default, check);
        var scope = CallerWords.ScopeOf("grant.scope", request.Grant?.Scope, check);
        scope.RequireThere("grant.scope", programs, check);
        var caller = await askers.FindAsync(request.Caller, context.CancellationToken);
        if (scope.Level == Reach.Terminal && caller.Kind != CallerKind.Terminal)
            check.Add("grant.scope", "only a terminal has a place of its own", "NOT_ALLOWED");
        if (role == Role.Admin && caller.Kind == CallerKind.Terminal) check.Add("grant.role", "is not for terminals", "NOT_ALLOWED");
        check.ThrowIfAny();
        askers.Require(context, $"{Service}/GrantRole", caller.Place);
        askers.Require(context, $"{Service}/GrantRole", scope.At(programs, caller.Place));
        if (role == Role.Admin ? caller.Grants.Any(grant => grant.Role.Posts()) : role.Posts() && IsAdministrator(caller))
            throw RolesApart();
        var vouched = request.Grant!.HasVouched ? request.Grant.Vouched : role == Role.Cashier || caller.Kind != CallerKind.Terminal;
        return await ChangeAsync(
            "make_grant", scope.With(role, vouched, [caller.Number]),
            $"caller {caller.Number} is {NameOf(role)} at {scope.Told}{(vouched ? "" : ", not vouched")}", context);
    }

    public async Task<V1.AuthorityChange> WithdrawAsync(V1.WithdrawRoleRequest request, ServerCallContext context)
    {
        var check = new Violations();
        var role = CallerWords.RoleOf("role", request.Role, check);
        var scope = CallerWords.ScopeOf("scope", request.Scope, check);
        check.ThrowIfAny();
        var caller = await askers.FindAsync(request.Caller, context.CancellationToken);
        askers.Require(context, $"{Service}/WithdrawRole", caller.Place);
        askers.Require(context, $"{Service}/WithdrawRole", scope.At(programs, caller.Place));
        var change = await ChangeAsync(
            "withdraw_grant", scope.With(role, vouched: false, [caller.Number]),
            $"caller {caller.Number} is no longer {NameOf(role)} at {scope.Told}", context);
        return change.Epoch > 0 ? change : throw Problems.ToException(
            Problems.NotFound("role", $"caller {caller.Number} is not {NameOf(role)} at {scope.Told}", "UNKNOWN_GRANT"));
    }

    // Nothing is noted where nothing had to be changed. Who may not be missing is looked at before and after, under the same lock.
    private async Task<V1.AuthorityChange> ChangeAsync(string text, object parameters, string what, ServerCallContext context)
    {
        V1.AuthorityChange noted;
        await using (var change = await AuthorityTransaction.BeginAsync(database, context.CancellationToken))
        {
            var before = await change.HasAdministratorAsync();
            if (await change.ExecuteAsync(text, parameters) == 0) return new V1.AuthorityChange { What = $"nothing: {what} already" };
            if (before && !await change.HasAdministratorAsync())
                throw Problems.ToException(Problems.NotAsThingsAre(
                    StatusCode.FailedPrecondition, "LAST_ADMINISTRATOR",
                    "Nobody would be left who can give rights over the ledger. Make another administrator first."));
            if (await change.HasMixedRolesAsync()) throw RolesApart();
            noted = await change.CommitAsync(askers.NumberOf(context), what);
        }
        await askers.LookAsync(context.CancellationToken);
        return noted;
    }

    private static RpcException RolesApart() => Problems.ToException(Problems.NotAsThingsAre(
        StatusCode.FailedPrecondition, "ROLES_APART",
        "Who changes rights posts nothing: admin goes with neither cashier, manager nor finance. Make another caller."));

    private static bool IsAdministrator(KnownCaller caller) =>
        caller.Kind == CallerKind.Administrator || caller.Grants.Any(grant => grant.Role == Role.Admin);

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    private static string Reason(string reason)
    {
        var check = new Violations();
        check.Text("reason", reason, 0, ReasonMaxLength);
        check.ThrowIfAny();
        return reason.Length > 0 ? $": {reason}" : "";
    }
}
