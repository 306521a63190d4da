using System.Security.Cryptography;
using Dapper;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;
using Npgsql;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Authority.Persons;

/// <summary>
/// Secrets of operators: made, hashed, and compared. Wrong ones are counted in the database, so that no other server and no restart gives
/// further tries; a number that is no operator's is counted, compared and answered as any.
/// </summary>
internal sealed class Secrets(LedgerDatabase database, SecretHash hash, Limits limits) : IDisposable
{
    private const int Shortest = 6;
    private const int Longest = 64;
    private const int DigitsOfFirst = 8;
    // Any number, the same in every server, that nobody else locks.
    private const long Lock = 0x4C45_4447_5345_4352;

    private readonly CallerTurns _turns =
        new(limits.SecretChecksMax, limits.SecretChecksWaitingMax, limits.SecretChecksWaitingOfCallerMax());

    /// <summary>Notes what is wrong with a secret that is to be one; what was typed is never told.</summary>
    public static void Check(string field, string secret, Violations check)
    {
        if (secret.Length is < Shortest or > Longest)
            check.Text(field, new string('x', Math.Min(secret.Length, Longest + 1)), Shortest, Longest);
        else if (secret.AsSpan().ContainsAnyExceptInRange(' ', '~')) check.Add(field, "must be printable ASCII", "CHARACTERS");
    }

    /// <summary>A first secret, for a keypad.</summary>
    public static string First() => RandomNumberGenerator.GetString("0123456789", DigitsOfFirst);

    /// <summary>What is kept of an operator's secret; or why it cannot be had now.</summary>
    public async Task<((byte[] Salt, byte[] Hash) Kept, Status? Problem)> HashAsync(
        int number, string secret, Caller from, CancellationToken cancellation)
    {
        var (kept, isFull) = await _turns.RunAsync(
            from, () => Task.Run(() => hash.Of(Bound(number, secret)), cancellation), cancellation);
        return (kept, isFull ? Problems.Full(limits.RetryDelayMilliseconds) : null);
    }

    /// <summary>The salt of the operator's secret, if what was typed is it; or why it is not accepted.</summary>
    /// <param name="caller">Where it was typed.</param>
    public async Task<(byte[]? Salt, Status? Problem)> ProveAsync(
        int number, string typed, int caller, Caller from, CancellationToken cancellation)
    {
        var (proved, isFull) = await _turns.RunAsync(from, () => CompareAsync(number, typed, caller, cancellation), cancellation);
        return isFull ? (null, Problems.Full(limits.RetryDelayMilliseconds)) : proved;
    }

    public void Dispose() => _turns.Dispose();

    private async Task<(byte[]? Salt, Status? Problem)> CompareAsync(int number, string typed, int caller, CancellationToken cancellation)
    {
        var held = await HeldAsync(number, cancellation);
        var (salt, kept) = held ?? hash.OfNobody();
        if (!hash.Knows(salt))
            return (null, Problems.Unresolved(
                "OTHER_PEPPER", "The operator's secret was set under another pepper file than this server's: nothing can be "
                + "compared with it.",
                limits.RetryDelayMilliseconds));
        if (!await CountAsync(number, caller, cancellation))
            return (null, Problems.QuotaUsedUp(
                "WRONG_SECRETS", "Too many wrong secrets were typed here or for this operator. Come back later.",
                TimeSpan.FromMinutes(limits.WrongSecretMinutes)));
        if (!await Task.Run(() => hash.Matches(Bound(number, typed), salt, kept), cancellation) || held is null)
            return (null, Problems.SecretNotAccepted());
        await using var connection = await database.Authority.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(Command("right_secret", new { @operator = number, caller }, cancellation));
        return (salt, null);
    }

    // False: there are no tries left for now.
    private async Task<bool> CountAsync(int number, int caller, CancellationToken cancellation)
    {
        await using var connection = await database.Authority.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(Command("lock_secrets", new { Lock }, cancellation, transaction));
        await connection.ExecuteAsync(
            Command("forget_wrong_secrets", new { minutes = limits.WrongSecretMinutes }, cancellation, transaction));
        var counted = await connection.ExecuteAsync(Command(
            "count_secret", new
            {
                @operator = number, caller, ofOperator = limits.WrongSecretsOfOperatorMax, ofCaller = limits.WrongSecretsOfCallerMax,
            },
            cancellation, transaction));
        await transaction.CommitAsync(cancellation);
        return counted == 1;
    }

    private async Task<(byte[] Salt, byte[] Hash)?> HeldAsync(int number, CancellationToken cancellation)
    {
        await using var connection = await database.Authority.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<(byte[], byte[])?>(
            Command("held_secret", new { @operator = number }, cancellation));
    }

    // The same secret of another operator, or in another ledger, is another one.
    private string Bound(int number, string secret) => $"operator {number} of {database.Id:N}: {secret}";

    private static CommandDefinition Command(
        string text, object parameters, CancellationToken cancellation, NpgsqlTransaction? transaction = null) =>
        new(SqlText.Read(text), parameters, transaction, cancellationToken: cancellation);
}
