using Dapper;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;
using Ledger.Server.Programs;
using Npgsql;

namespace Ledger.Server.Authority.Callers;

/// <summary>Reads who may do what from its tables.</summary>
internal sealed class AuthorityReader(LedgerDatabase database, ProgramBook programs, Limits limits)
{
    /// <summary>All of it as of one moment; null: nothing has changed since <paramref name="known"/>.</summary>
    public async Task<AuthoritySnapshot?> ReadAsync(AuthoritySnapshot? known, CancellationToken cancellation)
    {
        await using var connection = await database.Queries.OpenConnectionAsync(cancellation);
        if (known is not null && await LookAsync(connection, null, cancellation) is var same && same.Equals(known.Look)) return null;
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var look = await LookAsync(connection, moment, cancellation);
        var policy = look.PolicyVersion == known?.Look.PolicyVersion ? known.Policy
            : await PolicyAsync(connection, moment, look, cancellation);
        var grants = (await connection.QueryAsync<HeldGrant>(
            Command("grants", null, moment, limits.QueryTimeoutSeconds, cancellation))).ToArray();
        return new AuthoritySnapshot(
            look, policy, await CallersAsync(connection, moment, grants, cancellation),
            await PersonsAsync(connection, moment, grants, cancellation));
    }

    private async Task<AuthorityLook> LookAsync(NpgsqlConnection connection, NpgsqlTransaction? moment, CancellationToken cancellation)
    {
        var newest = (await connection.QueryAsync<(long Epoch, int Policy)>(
            Command("authority_look", null, moment, limits.AuthorityMaxAgeSeconds, cancellation))).ToArray();
        return new AuthorityLook([.. newest.Select(change => change.Epoch)], newest.Length > 0 ? newest[0].Policy : 0);
    }

    private async Task<PolicyTable> PolicyAsync(
        NpgsqlConnection connection, NpgsqlTransaction moment, AuthorityLook look, CancellationToken cancellation)
    {
        if (look.PolicyVersion == 0) return PolicyDocument.Shipped;
        var held = await connection.QuerySingleAsync<HeldPolicy>(
            Command("policy_version", new { version = look.PolicyVersion }, moment, limits.QueryTimeoutSeconds, cancellation));
        return PolicyDocument.Held($"policy version {held.Version}", held.Document);
    }

    private async Task<IEnumerable<KnownCaller>> CallersAsync(
        NpgsqlConnection connection, NpgsqlTransaction moment, IEnumerable<HeldGrant> all, CancellationToken cancellation)
    {
        var grants = all.Where(grant => grant.Caller > 0).ToLookup(grant => grant.Caller);
        var credentials = (await connection.QueryAsync<(byte[] Key, int Caller, string Serial, DateTime NotAfter, DateTime? RevokedAt)>(
            Command("credentials", null, moment, limits.QueryTimeoutSeconds, cancellation))).ToLookup(credential => credential.Caller);
        var callers = await connection.QueryAsync<(int Number, short Kind, string Name, int Store, int Terminal, DateTime? RevokedAt)>(
            Command("callers", null, moment, limits.QueryTimeoutSeconds, cancellation));
        return
        [
            .. callers.Select(caller =>
            {
                var held = grants[caller.Number].Select(grant => grant.At(programs, caller.Store, caller.Terminal)).ToArray();
                return new KnownCaller(
                    caller.Number, (CallerKind)caller.Kind, caller.Name, caller.Store, caller.Terminal, caller.RevokedAt)
                {
                    Grants = held,
                    Credentials =
                    [
                        .. credentials[caller.Number].Select(one =>
                            new KnownCredential(one.Key, one.Caller, one.Serial, one.NotAfter, one.RevokedAt)),
                    ],
                    Place = caller.Store > 0
                        ? Place.OfStore(programs, caller.Store, caller.Terminal) : KnownCaller.PlaceOf(held),
                };
            }),
        ];
    }

    private async Task<IEnumerable<KnownPerson>> PersonsAsync(
        NpgsqlConnection connection, NpgsqlTransaction moment, IEnumerable<HeldGrant> all, CancellationToken cancellation)
    {
        var grants = all.Where(grant => grant.Operator > 0).ToLookup(grant => grant.Operator);
        return (await connection.QueryAsync<(int Operator, string Name, DateTime? SecretSetAt, DateTime? DisabledAt)>(
            Command("persons", null, moment, limits.QueryTimeoutSeconds, cancellation)))
            .Select(person => new KnownPerson(person.Operator, person.Name, person.SecretSetAt, person.DisabledAt)
            {
                Grants = [.. grants[person.Operator].Select(grant => grant.At(programs, 0, 0))],
            });
    }

    private static CommandDefinition Command(
        string text, object? parameters, NpgsqlTransaction? moment, int seconds, CancellationToken cancellation) =>
        new(SqlText.Read(text), parameters, moment, seconds, cancellationToken: cancellation);

    private sealed record HeldGrant(
        int Caller, int Operator, short Role, short Scope, short? Program, string? Branch, int? Store, bool Vouched)
    {
        public KnownGrant At(ProgramBook programs, int store, int terminal) => new(
            (Role)Role,
            (Reach)Scope switch
            {
                Reach.Terminal => Place.OfStore(programs, store, terminal),
                Reach.Store => Place.OfStore(programs, Store!.Value),
                Reach.Branch => Place.OfBranch(Program!.Value, Branch!),
                Reach.Program => Place.OfProgram(Program!.Value),
                _ => Place.Ledger,
            }, (Reach)Scope == Reach.Terminal, Vouched);
    }
}

/// <summary>A version of the policy, as the table has it.</summary>
/// <param name="ActiveFrom">UTC.</param>
internal sealed record HeldPolicy(int Version, DateTime ActiveFrom, string Document);
