using Dapper;
using Google.Protobuf;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Sessions;
using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;

namespace Ledger.Server.Authority.Persons;

/// <summary>
/// Approvals of one operation each, by an operator who has typed his secret for it at somebody else's terminal. One is bound to every byte
/// of the operation, its key too, so it can be sent again and never for another one.
/// </summary>
internal sealed class StepUps(LedgerDatabase database, SecretHash hash, Limits limits)
{
    /// <summary>Keeps an approval; its token is told here and is nowhere else. Null: the secret it was given for is his no more.</summary>
    /// <param name="number">Who approves.</param>
    /// <param name="salt">Of the secret that was typed.</param>
    /// <param name="proved">Where.</param>
    public async Task<string?> MakeAsync(
        int number, byte[] salt, Credential proved, V1.Operation operation, CancellationToken cancellation)
    {
        var (text, token) = SessionToken.New();
        await using var change = await AuthorityTransaction.BeginAsync(database, cancellation);
        var made = (await change.QueryAsync<bool>("make_step_up", new
        {
            token, @operator = number, caller = proved.Caller, spki = proved.Key, salt, operation = HashOf(operation),
            seconds = limits.StepUpSeconds, keptDays = limits.KeyMaxAgeDays,
        })).Single();
        await change.Transaction.CommitAsync(cancellation);
        return made ? text : null;
    }

    /// <summary>The approval that an operation carries; null: it carries none that is one, or one of something else.</summary>
    public async Task<StepUp?> FindAsync(V1.Operation operation, CancellationToken cancellation)
    {
        var token = new byte[32];
        if (!SessionToken.TryHash(operation.StepUp, token)) return null;
        await using var connection = await database.Queries.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<StepUp>(new CommandDefinition(
            SqlText.Read("find_step_up"), new { token, operation = HashOf(operation) }, cancellationToken: cancellation));
    }

    // The approval itself and the member's PIN are no part of what is approved. A PIN that is to be set is: whoever has the table tries
    // none of the few there are without the pepper.
    private byte[] HashOf(V1.Operation operation)
    {
        var approved = operation.Clone();
        (approved.StepUp, approved.Pin) = ("", "");
        return hash.Keyed("ledger step up"u8, approved.ToByteArray());
    }
}

/// <summary>An approval of one operation.</summary>
/// <param name="Operator">Who approves.</param>
/// <param name="Caller">Where it was given, and can be used.</param>
/// <param name="Key">The key of that caller.</param>
/// <param name="IsOver">Its time is over: it is good for what was answered before alone.</param>
internal sealed record StepUp(int Operator, int Caller, byte[] Key, bool IsOver)
{
    /// <summary>True over connections of the key it was given to.</summary>
    public bool IsOf(Credential proved) => proved.Caller == Caller && proved.Key.AsSpan().SequenceEqual(Key);
}
