using Grpc.Core;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Programs;

namespace Ledger.Server.Authority.Persons;

/// <summary>Makes operators, and lets them sign in or not.</summary>
internal sealed class PersonChanges(
    LedgerDatabase database, GuardedChange guarded, Secrets secrets, Askers askers, ProgramBook programs)
{
    private const string Service = "ledger.v1.Persons";
    private const int GrantsAtOnceMax = 20;

    private sealed record Wanted(Role Role, GrantedScope Scope);

    public async Task<V1.OperatorSecret> AddAsync(V1.AddOperatorRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("operator", request.Operator, 1, int.MaxValue);
        CallerWords.Name(request.Name, check);
        check.Range("grants", request.Grants.Count, 0, GrantsAtOnceMax);
        check.ThrowIfAny();
        var wanted = new List<Wanted>();
        for (var at = 0; at < request.Grants.Count; at++) wanted.Add(Read($"grants[{at}]", request.Grants[at], check));
        check.ThrowIfAny();
        if (wanted.Count == 0) askers.Require(context, $"{Service}/AddOperator", Place.Ledger);
        foreach (var one in wanted) askers.Require(context, $"{Service}/AddOperator", one.Scope.At(programs, Place.Ledger));

        var first = Secrets.First();
        var (salt, hash) = await HashedAsync(request.Operator, first, context);
        await using (var change = await AuthorityTransaction.BeginAsync(database, context.CancellationToken))
        {
            if (await change.ExecuteAsync("add_person", new { @operator = request.Operator, name = request.Name }) == 0)
                throw Problems.ToException(Problems.NotAsThingsAre(
                    StatusCode.AlreadyExists, "OPERATOR_TAKEN", $"There is an operator {request.Operator} already."));
            await change.ExecuteAsync("put_secret", new { @operator = request.Operator, salt, hash });
            foreach (var (role, scope) in wanted)
                await change.ExecuteAsync("make_grant", scope.With(role, vouched: true, [0], request.Operator));
            if (await change.HasMixedRolesAsync()) throw GuardedChange.RolesApart();
            var told = string.Join(", ", wanted.Select(one => $"{one.Role.ToString().ToLowerInvariant()} at {one.Scope.Told}"));
            await change.CommitAsync(
                askers.By(context), $"operator {request.Operator} \"{request.Name}\" is made{(told.Length > 0 ? $": {told}" : "")}");
        }
        await askers.LookAsync(context.CancellationToken);
        return new V1.OperatorSecret { Operator = request.Operator, Secret = first };
    }

    public async Task<V1.AuthorityChange> DisableAsync(V1.DisableOperatorRequest request, ServerCallContext context)
    {
        var reason = CallerChanges.Reason(request.Reason);
        var person = await FindAsync(request.Operator, "DisableOperator", context);
        return await guarded.MakeAsync(
            "disable_person", new { @operator = person.Operator },
            $"operator {person.Operator} \"{person.Name}\" is disabled{reason}", context);
    }

    public async Task<V1.OperatorSecret> EnableAsync(V1.EnableOperatorRequest request, ServerCallContext context)
    {
        var person = await FindAsync(request.Operator, "EnableOperator", context);
        if (person.DisabledAt is null)
            throw Problems.ToException(Problems.NotAsThingsAre(
                StatusCode.FailedPrecondition, "NOT_DISABLED", $"Operator {person.Operator} is not disabled."));
        return await ReplaceAsync(person, "enable_person", $"operator {person.Operator} \"{person.Name}\" is enabled", context);
    }

    public async Task<V1.OperatorSecret> ResetAsync(V1.ResetSecretRequest request, ServerCallContext context)
    {
        var person = await FindAsync(request.Operator, "ResetSecret", context);
        if (person.DisabledAt is not null)
            throw Problems.ToException(Problems.NotAsThingsAre(
                StatusCode.FailedPrecondition, "OPERATOR_DISABLED", $"Operator {person.Operator} is disabled."));
        return await ReplaceAsync(person, "replace_secret", $"operator {person.Operator} \"{person.Name}\" gets a new secret", context);
    }

    private async Task<V1.OperatorSecret> ReplaceAsync(KnownPerson person, string text, string what, ServerCallContext context)
    {
        var first = Secrets.First();
        var (salt, hash) = await HashedAsync(person.Operator, first, context);
        var changed = await guarded.MakeAsync(
            text, new { @operator = person.Operator, salt, hash, held = (byte[]?)null, kept = Array.Empty<byte>() }, what, context);
        // Somebody else has disabled or enabled him meanwhile.
        if (changed.Epoch == 0)
            throw Problems.ToException(Problems.NotAsThingsAre(StatusCode.Aborted, "CHANGED_MEANWHILE", $"Not done: {changed.What}."));
        return new V1.OperatorSecret { Operator = person.Operator, Secret = first };
    }

    private async Task<(byte[] Salt, byte[] Hash)> HashedAsync(int number, string secret, ServerCallContext context)
    {
        var (kept, problem) = await secrets.HashAsync(number, secret, Caller.Of(context.GetHttpContext()), context.CancellationToken);
        return problem is null ? kept : throw Problems.ToException(problem);
    }

    private async Task<KnownPerson> FindAsync(int number, string call, ServerCallContext context)
    {
        var person = await askers.FindPersonAsync(number, context.CancellationToken);
        askers.Require(context, $"{Service}/{call}", person.Place);
        return person;
    }

    private Wanted Read(string field, V1.Grant sent, Violations check)
    {
        var (role, scope) = (CallerWords.RoleOf($"{field}.role", sent.Role, check), CallerWords.ScopeOf($"{field}.scope", sent.Scope, check));
        if (scope.Level == Reach.Terminal) check.Add($"{field}.scope", "only a terminal has a place of its own", "NOT_ALLOWED");
        scope.RequireThere($"{field}.scope", programs, check);
        return new Wanted(role, scope);
    }
}
