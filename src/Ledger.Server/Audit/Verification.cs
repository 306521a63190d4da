using System.Text.Json;
using Dapper;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Audit;

/// <summary>
/// Checks a ledger from its database alone: reads every journal row once, in order, folds it and compares with what the tables say.
/// Runs on one snapshot, so it may run beside servers. It trusts nothing the writers assert while they write.
/// </summary>
public sealed class Verification
{
    /// <summary>More findings than this are counted, not listed.</summary>
    public const int FindingsMax = 100;

    private static readonly string[] Checks =
    [
        "I1 for each asset and partition, what members hold equals what the system accounts gave",
        "I2 no balance is below zero at any row, that of points not below what is owed",
        "I3 I5 each key is one transaction: one account, one outcome, legs from 0 without a gap",
        "I6 each account's balances are the fold of its rows, and so are the checkpoints",
        "I7 rows of a partition are numbered without a gap up to its next number; each account's chain is whole; accounts are in their partition",
        "I9 refusals move nothing",
        "I12 points and bonus are the sums of their lots, less points owed; no lot is below zero, none is spent before its first or after its last day",
        "months: each month that was made is attached, and each partition has its first row",
        "transit: of each transfer exactly what was sent has arrived or come back, or nothing yet",
        "holds set aside no more than there is",
        "blocks: each blocked key belongs to the reversal of an operation that had not arrived",
        "returns undo no more of a transfer than it moved",
        "cards: each card and identifier was given by a transaction of its account; the directory has each card, and what each account is found by now",
    ];

    private readonly NpgsqlConnection _connection;
    private readonly List<Finding> _findings = [];
    private readonly DirectoryFold _directory;
    private long _found;
    private long _rows;
    private long _transactions;
    private long _accounts;

    private Verification(NpgsqlConnection connection) => (_connection, _directory) = (connection, new DirectoryFold(Report));

    /// <summary>Checks the ledger that <paramref name="connection"/> leads to.</summary>
    public static async Task<VerificationReport> RunAsync(string connection, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0 });
        await using var session = await source.OpenConnectionAsync(cancellation);
        await using var snapshot = await session.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var verification = new Verification(session);

        var partitions = (await session.QueryAsync<(short Partition, long NextSeq, long CheckpointSeq)>(
            SqlText.Read("audit_partitions"))).ToArray();
        foreach (var (partition, nextSeq, checkpointSeq) in partitions)
            await verification.CheckPartitionAsync(partition, nextSeq, checkpointSeq, partitions.Length, cancellation);
        foreach (var missing in await session.QueryAsync<string>(SqlText.Read("missing_months")))
            verification.Report("months", $"{missing} is missing");
        await verification.CheckKeysAsync();
        await verification.CheckCardsAsync();
        await verification.CheckTransfersAsync();
        await verification.CheckReturnsAsync();
        return new VerificationReport(verification._rows, verification._transactions, verification._accounts, Checks,
            verification._findings, verification._found);
    }

    private async Task CheckPartitionAsync(short partition, long nextSeq, long checkpointSeq, int partitions,
        CancellationToken cancellation)
    {
        var checkpoints = await ReadCheckpointsAsync(partition, cancellation);
        var fold = new PartitionFold(partition, partitions, checkpointSeq, checkpoints, _directory, Report);
        await using var command = new NpgsqlCommand(SqlText.Tail, _connection);
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        command.Parameters.Add(new NpgsqlParameter<long>("after", 0L));
        command.Parameters.Add(new NpgsqlParameter<long>("limit", long.MaxValue));
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation)) fold.Take(RowReader.Read(reader));
        fold.End(nextSeq);

        _rows += fold.Rows;
        _transactions += fold.Transactions;
        _accounts += fold.Accounts.Count;
    }

    private async Task<Dictionary<long, AccountState>> ReadCheckpointsAsync(short partition, CancellationToken cancellation)
    {
        var checkpoints = new Dictionary<long, AccountState>();
        await using var command = new NpgsqlCommand(SqlText.Read("audit_checkpoints"), _connection);
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (ReadCheckpoint(reader, partition) is not { } stored) continue;
            checkpoints.Add(stored.Account, stored);
            var (points, bonus) = (reader.GetInt64(4), reader.GetInt64(5));
            if (stored.Points != points || stored.Bonus != bonus)
                Report("I12", $"checkpoint of account {stored.Account} of partition {partition}: lots sum to {stored.Points} points and {stored.Bonus} bonus, balances say {points} and {bonus}");
        }
        return checkpoints;
    }

    private AccountState? ReadCheckpoint(NpgsqlDataReader reader, short partition)
    {
        try
        {
            return AccountDetail.Read(reader.GetInt64(0), reader.GetInt16(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(6));
        }
        catch (Exception unreadable) when (unreadable is InvariantBrokenException or JsonException or FormatException
            or InvalidOperationException
            or KeyNotFoundException or IndexOutOfRangeException)
        {
            Report("I12", $"checkpoint of account {reader.GetInt64(0)} of partition {partition}: its detail cannot be read: {unreadable.Message}");
            return null;
        }
    }

    private async Task CheckKeysAsync()
    {
        var keys = await _connection.QueryAsync<(Guid Key, string Wrong)>(SqlText.Read("audit_keys"));
        foreach (var (key, wrong) in keys) Report("I3 I5", $"key {key} {wrong}");
    }

    private async Task CheckCardsAsync()
    {
        var rows = await _connection.QueryAsync<(Guid Card, short Kind, long Account, string LastFour, Guid Key, bool IsVoid)>(
            SqlText.Read("audit_cards"));
        foreach (var (card, kind, account, lastFour, key, isVoid) in rows)
            _directory.Compare(new GivenCard(card, (IdentifierKind)kind, account, lastFour, key), isVoid);
        _directory.End();
    }

    private async Task CheckTransfersAsync()
    {
        foreach (var transfer in await _connection.QueryAsync<Guid?>(SqlText.Read("audit_transit")))
            Report("transit", $"of transfer {transfer} something else has arrived or come back than was sent");
    }

    private async Task CheckReturnsAsync()
    {
        var undone = await _connection.QueryAsync<(Guid? Original, short Leg, long Amount, long Was)>(SqlText.Read("audit_returns"));
        foreach (var (original, leg, amount, was) in undone)
            Report("returns", $"of leg {leg} of {original}, which moved {was}, {amount} have been undone");
    }

    private void Report(string invariant, string where)
    {
        _found++;
        if (_findings.Count < FindingsMax) _findings.Add(new Finding(invariant, where));
    }
}
