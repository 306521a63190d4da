using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Ledger.Server.Authority.Enrolment;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Programs;
using Npgsql;

namespace Ledger.Server.Authority.Callers;

/// <summary>Makes callers with their first roles, and tokens that their devices enrol with.</summary>
internal sealed class CallerMaking(
    LedgerDatabase database, EnrolmentTokens tokens, Askers askers, ProgramBook programs, Limits limits, TimeProvider time)
{
    private const string Service = "ledger.v1.Callers";
    private const int TerminalsAtOnceMax = 1000;
    private const int GrantsAtOnceMax = 20;

    private sealed record Made(int Caller, string Name, int Store, int Terminal);

    private sealed record Wanted(Role Role, GrantedScope Scope, bool Vouched);

    public async Task<V1.CreatedCallers> TerminalsAsync(V1.CreateTerminalsRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("store", request.Store, 1, int.MaxValue);
        check.Range("count", request.Count, 1, TerminalsAtOnceMax);
        check.Range("first_terminal", request.FirstTerminal, 1, int.MaxValue - TerminalsAtOnceMax);
        if (request.Roles.Count > Roles.Count) check.Range("roles", request.Roles.Count, 0, Roles.Count);
        else
            for (var at = 0; at < request.Roles.Count; at++)
                if (CallerWords.RoleOf($"roles[{at}]", request.Roles[at], check) == Role.Admin)
                    check.Add($"roles[{at}]", "is not for terminals", "NOT_ALLOWED");
        check.ThrowIfAny();
        askers.Require(context, $"{Service}/CreateTerminals", Place.OfStore(programs, request.Store));
        if (!programs.TryGetStore(request.Store, out _)) throw Problems.ToException(Problems.UnknownStore(request.Store));

        var roles = request.Roles.Count > 0 ? request.Roles.Select(role => (Role)role).Distinct() : [Role.Cashier];
        var terminals = Enumerable.Range(request.FirstTerminal, request.Count).ToArray();
        return await MakeAsync(
            CallerKind.Terminal, terminals.Select(terminal => NameOf(request.Store, terminal)).ToArray(), request.Store, terminals,
            [.. roles.Select(role => new Wanted(role, new GrantedScope(Reach.Terminal), Vouched: true))],
            $"terminals {terminals[0]} to {terminals[^1]} of store {request.Store} are made", context);
    }

    public async Task<V1.CreatedCallers> BackendAsync(V1.CreateBackendRequest request, ServerCallContext context)
    {
        var check = new Violations();
        CallerWords.Name(request.Name, check);
        check.Range("grants", request.Grants.Count, 1, GrantsAtOnceMax);
        check.ThrowIfAny();
        var wanted = new List<Wanted>();
        for (var at = 0; at < request.Grants.Count; at++) wanted.Add(Read($"grants[{at}]", request.Grants[at], check));
        check.ThrowIfAny();
        foreach (var one in wanted) askers.Require(context, $"{Service}/CreateBackend", one.Scope.At(programs, Place.Ledger));
        return await MakeAsync(
            CallerKind.Backend, [request.Name], 0, [0], wanted, $"backend \"{request.Name}\" is made: {string.Join(", ", wanted.Select(Told))}",
            context);
    }

    public async Task<V1.CreatedCallers> AdministratorAsync(V1.CreateAdministratorRequest request, ServerCallContext context)
    {
        var check = new Violations();
        CallerWords.Name(request.Name, check);
        var scope = CallerWords.ScopeOf("scope", request.Scope, check);
        if (scope.Level is not (Reach.Program or Reach.Ledger) && !check.Any) check.Add("scope", "must be a program or the ledger", "NOT_ALLOWED");
        scope.RequireThere("scope", programs, check);
        check.ThrowIfAny();
        askers.Require(context, $"{Service}/CreateAdministrator", scope.At(programs, Place.Ledger));
        return await MakeAsync(
            CallerKind.Administrator, [request.Name], 0, [0], [new Wanted(Role.Admin, scope, Vouched: true)],
            $"administrator \"{request.Name}\" of {scope.Told} is made", context);
    }

    public async Task<V1.CreatedCallers> TokenAsync(V1.NewTokenRequest request, ServerCallContext context)
    {
        var caller = await askers.FindAsync(request.Caller, context.CancellationToken);
        askers.Require(context, $"{Service}/NewToken", caller.Place);
        // Whoever enrols by it has all that the caller has.
        foreach (var grant in caller.Grants) askers.Require(context, $"{Service}/NewToken", grant.Scope);
        if (caller.RevokedAt is not null)
            throw Problems.ToException(Problems.NotAsThingsAre(
                StatusCode.FailedPrecondition, "CALLER_REVOKED", $"Caller {caller.Number} is revoked, which is for ever. Make a new one."));
        await using (var change = await AuthorityTransaction.BeginAsync(database, context.CancellationToken))
            await change.CommitAsync(askers.By(context), $"caller {caller.Number} gets a new token");
        return await WithTokensAsync([new Made(caller.Number, caller.Name, caller.Store, caller.Terminal)], context);
    }

    private Wanted Read(string field, V1.Grant sent, Violations check)
    {
        var (role, scope) = (CallerWords.RoleOf($"{field}.role", sent.Role, check), CallerWords.ScopeOf($"{field}.scope", sent.Scope, check));
        if (role == Role.Admin) check.Add($"{field}.role", "is for administrators", "NOT_ALLOWED");
        if (scope.Level == Reach.Terminal) check.Add($"{field}.scope", "a backend has no place of its own", "NOT_ALLOWED");
        scope.RequireThere($"{field}.scope", programs, check);
        return new Wanted(role, scope, Vouched: true);
    }

    private async Task<V1.CreatedCallers> MakeAsync(
        CallerKind kind, string[] names, int store, int[] terminals, IReadOnlyList<Wanted> roles, string what, ServerCallContext context)
    {
        var made = new List<Made>();
        try
        {
            await using var change = await AuthorityTransaction.BeginAsync(database, context.CancellationToken);
            made.AddRange((await change.QueryAsync<(int Caller, string Name, int Store, int Terminal)>(
                "make_callers", new { kind = (short)kind, names, store, terminals }))
                .Select(one => new Made(one.Caller, one.Name, one.Store, one.Terminal)));
            var callers = made.Select(one => one.Caller).ToArray();
            foreach (var (role, scope, vouched) in roles)
                await change.ExecuteAsync("make_grant", scope.With(role, vouched, callers));
            await change.CommitAsync(askers.By(context), what);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "caller_one_terminal_a_place")
        {
            throw PlaceTaken(what);
        }
        await askers.LookAsync(context.CancellationToken);
        return await WithTokensAsync(made, context);
    }

    // Another transaction: whoever is there without a token gets one by NewToken.
    private async Task<V1.CreatedCallers> WithTokensAsync(IReadOnlyList<Made> made, ServerCallContext context)
    {
        var validity = TimeSpan.FromHours(limits.EnrolmentTokenHours);
        var until = Timestamp.FromDateTimeOffset(time.GetUtcNow() + validity);
        var told = await tokens.MakeAsync([.. made.Select(one => one.Caller)], validity, context.CancellationToken);
        var answer = new V1.CreatedCallers();
        answer.Callers.AddRange(made.Zip(told, (one, token) => new V1.CreatedCaller
        {
            Caller = one.Caller, Name = one.Name, Store = one.Store, Terminal = one.Terminal, Token = token, TokenNotAfter = until,
        }));
        return answer;
    }

    /// <summary>What a terminal is called by itself.</summary>
    public static string NameOf(int store, int terminal) => $"store {store} terminal {terminal}";

    /// <summary>Another terminal stands there.</summary>
    public static RpcException PlaceTaken(string what) => Problems.ToException(Problems.NotAsThingsAre(
        StatusCode.AlreadyExists, "PLACE_TAKEN", $"Not done, because another terminal has the place: {what}."));

    private static string Told(Wanted one) => $"{one.Role.ToString().ToLowerInvariant()} at {one.Scope.Told}";
}
