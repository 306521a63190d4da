using Grpc.Core;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Contract;
using Ledger.Server.Programs;

namespace Ledger.Server.Authority.Callers;

/// <summary>Gives roles to callers and operators, and takes them back.</summary>
internal sealed class RoleChanges(GuardedChange change, Askers askers, ProgramBook programs)
{
    private const string Service = "ledger.v1.Callers";

    // Whoever gets or loses a role: one of the two.
    private sealed record Holder(KnownCaller? Caller, KnownPerson? Person)
    {
        public Place Place => Caller?.Place ?? Person!.Place;
        public IReadOnlyList<KnownGrant> Grants => Caller?.Grants ?? Person!.Grants;
        public bool IsTerminal => Caller?.Kind == CallerKind.Terminal;
        public bool IsAdministrator => Caller?.Kind == CallerKind.Administrator || Grants.Any(grant => grant.Role == Role.Admin);
        public string Told => Caller is not null ? $"caller {Caller.Number}" : $"operator {Person!.Operator}";

        public object With(GrantedScope scope, Role role, bool vouched) =>
            scope.With(role, vouched, [Caller?.Number ?? 0], Person?.Operator ?? 0);
    }

    public async Task<V1.AuthorityChange> GrantAsync(V1.GrantRoleRequest request, ServerCallContext context)
    {
        var check = new Violations();
        var role = CallerWords.RoleOf("grant.role", request.Grant?.Role ?? default, check);
        var scope = CallerWords.ScopeOf("grant.scope", request.Grant?.Scope, check);
        scope.RequireThere("grant.scope", programs, check);
        var holder = await HolderAsync(request.Caller, request.Operator, check, context);
        if (scope.Level == Reach.Terminal && !holder.IsTerminal)
            check.Add("grant.scope", "only a terminal has a place of its own", "NOT_ALLOWED");
        if (role == Role.Admin && holder.IsTerminal) check.Add("grant.role", "is not for terminals", "NOT_ALLOWED");
        check.ThrowIfAny();
        askers.Require(context, $"{Service}/GrantRole", holder.Place);
        askers.Require(context, $"{Service}/GrantRole", scope.At(programs, holder.Place));
        if (role == Role.Admin ? holder.Grants.Any(grant => grant.Role.Posts()) : role.Posts() && holder.IsAdministrator)
            throw GuardedChange.RolesApart();
        var vouched = request.Grant!.HasVouched ? request.Grant.Vouched : role == Role.Cashier || !holder.IsTerminal;
        return await change.MakeAsync(
            "make_grant", holder.With(scope, role, vouched),
            $"{holder.Told} is {NameOf(role)} at {scope.Told}{(vouched ? "" : ", not vouched")}", context);
    }

    public async Task<V1.AuthorityChange> WithdrawAsync(V1.WithdrawRoleRequest request, ServerCallContext context)
    {
        var check = new Violations();
        var role = CallerWords.RoleOf("role", request.Role, check);
        var scope = CallerWords.ScopeOf("scope", request.Scope, check);
        var holder = await HolderAsync(request.Caller, request.Operator, check, context);
        check.ThrowIfAny();
        askers.Require(context, $"{Service}/WithdrawRole", holder.Place);
        askers.Require(context, $"{Service}/WithdrawRole", scope.At(programs, holder.Place));
        var changed = await change.MakeAsync(
            "withdraw_grant", holder.With(scope, role, vouched: false),
            $"{holder.Told} is no longer {NameOf(role)} at {scope.Told}", context);
        return changed.Epoch > 0 ? changed : throw Problems.ToException(
            Problems.NotFound("role", $"{holder.Told} is not {NameOf(role)} at {scope.Told}", "UNKNOWN_GRANT"));
    }

    private async Task<Holder> HolderAsync(int caller, int number, Violations check, ServerCallContext context)
    {
        if ((caller != 0) == (number != 0))
        {
            check.Add("caller", "or operator has to be named, one of the two", "REQUIRED");
            check.ThrowIfAny();
        }
        return caller != 0 ? new Holder(await askers.FindAsync(caller, context.CancellationToken), null)
            : new Holder(null, await askers.FindPersonAsync(number, context.CancellationToken));
    }

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();
}
