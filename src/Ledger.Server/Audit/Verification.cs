using System.Text.Json;
using Dapper;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Rules.Time;
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
        "I6 each account's balances are the fold of its rows, and so is all that the checkpoints hold: status, cards and what they were, "
            + "identifiers, birthdays, holds, tier, counts, PIN and tries, top-ups with bonus, lots with more days, what points were worth",
        "I7 rows of a partition are numbered without a gap up to its next number; each account's chain is whole; "
            + "accounts are in their partition",
        "I9 refusals move nothing",
        "I12 points and bonus are the sums of their lots, less points owed; no lot is below zero, "
            + "none is spent before its first or after its last day",
        "months: each month that was made is attached, and each partition has its first row; settled months were closed behind their end",
        "legs: all rows of a transaction say the same of who, where, when and what was asked",
        "counters: each kind moves against the ledger accounts that are its own",
        "payload: what plain operations asked for is what their hash was made of",
        "dates: business dates are those of business times",
        "rules: rows were decided by versions of their account's program that are there, in its stores; "
            + "redemptions are worth what those say",
        "tiers: each tier that was set is the program's, is reached by what had counted, was given by hand, or is put back as it was",
        "due: what upkeep finds accounts by is what they hold",
        "originals: what a transaction refers to is there",
        "stock: batches have their cards, and issued ones are of their program and end as they were made",
        "parties: stores belong to somebody from the beginning, and each change is one",
        "transit: of each transfer exactly what was sent has arrived or come back, or nothing yet",
        "holds set aside no more than there is",
        "blocks: each blocked key belongs to the reversal of an operation that had not arrived",
        "returns undo no more of a transfer than it moved",
        "totals: what reports begin from is the sum of the rows it has taken in",
        "receipts: what is left of each day's receipts is what the rows of its lot leave, and so are their sums",
        "cards: each card and identifier was given by a transaction of its account; the directory has each of them, and what ended it; "
            + "what was presented had been given",
    ];

    private readonly NpgsqlConnection _connection;
    private readonly List<Finding> _findings = [];
    private readonly DirectoryFold _directory;
    private readonly DecidedRules _rules = new();
    private readonly RowChecks _rowChecks;
    private long _found;
    private long _rows;
    private long _transactions;
    private long _accounts;
    private DateTime _since;

    private Verification(NpgsqlConnection connection) =>
        (_connection, _directory, _rowChecks) = (connection, new DirectoryFold(Report), new RowChecks(_rules, Report));

    /// <summary>Checks the ledger that <paramref name="connection"/> leads to.</summary>
    public static async Task<VerificationReport> RunAsync(string connection, CancellationToken cancellation)
    {
        await using var hosts = new DatabaseHosts();
        var source = hosts.Connect(new NpgsqlDataSourceBuilder(
            new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0 }.ConnectionString));
        await using var session = await source.OpenConnectionAsync(cancellation);
        await using var snapshot = await session.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var verification = new Verification(session);

        verification._since = await session.QuerySingleAsync<DateTime>(SqlText.Read("audit_since"));
        foreach (var (program, version, document) in await session.QueryAsync<(short, int, string)>(SqlText.Read("programs")))
            verification._rules.Add(program, version, document);
        var partitions = (await session.QueryAsync<(short Partition, long NextSeq, long CheckpointSeq)>(
            SqlText.Read("audit_partitions"))).ToArray();
        foreach (var (partition, nextSeq, checkpointSeq) in partitions)
            await verification.CheckPartitionAsync(partition, nextSeq, checkpointSeq, partitions.Length, cancellation);
        await verification.CheckTablesAsync();
        await verification.CheckKeysAsync();
        await verification.CheckCardsAsync();
        await verification.CheckTransfersAsync();
        await verification.CheckReturnsAsync();
        await verification.CheckTotalsAsync();
        return new VerificationReport(verification._rows, verification._transactions, verification._accounts, Checks,
            verification._findings, verification._found);
    }

    private async Task CheckPartitionAsync(short partition, long nextSeq, long checkpointSeq, int partitions,
        CancellationToken cancellation)
    {
        var checkpoints = await ReadCheckpointsAsync(partition, cancellation);
        var fold = new PartitionFold(partition, partitions, checkpointSeq, checkpoints, _directory, _rules, _rowChecks, _since, Report);
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
            CheckDue(stored, partition, reader.IsDBNull(7) ? null : reader.GetFieldValue<DateOnly>(7),
                reader.IsDBNull(8) ? null : reader.GetDateTime(8));
            var (points, bonus) = (reader.GetInt64(4), reader.GetInt64(5));
            if (stored.Points != points || stored.Bonus != bonus)
                Report("I12", $"checkpoint of account {stored.Account} of partition {partition}: lots sum to "
                    + $"{stored.Points} points and {stored.Bonus} bonus, balances say {points} and {bonus}");
        }
        return checkpoints;
    }

    // Upkeep looks for what is due by these columns alone.
    private void CheckDue(AccountState stored, short partition, DateOnly? dueOn, DateTime? holdUntil)
    {
        if (Due.Next(stored) != dueOn || Due.NextHold(stored) != holdUntil)
            Report("due", $"checkpoint of account {stored.Account} of partition {partition} is due on {dueOn:O} and {holdUntil:O}, "
                + $"what it holds on {Due.Next(stored):O} and {Due.NextHold(stored):O}");
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
            Report("I12", $"checkpoint of account {reader.GetInt64(0)} of partition {partition}: its detail cannot be read: "
                + unreadable.Message);
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
        var rows = await _connection.QueryAsync<(Guid Card, short Kind, long Account, string LastFour, Guid Key, Guid? VoidBy)>(
            SqlText.Read("audit_cards"));
        foreach (var (card, kind, account, lastFour, key, voidBy) in rows)
            _directory.Compare(new GivenCard(card, (IdentifierKind)kind, account, lastFour, key), voidBy);
        _directory.End();
    }

    private async Task CheckTablesAsync()
    {
        foreach (var missing in await _connection.QueryAsync<string>(SqlText.Read("missing_months")))
            Report("months", $"{missing} is missing");
        foreach (var (check, where) in await _connection.QueryAsync<(string, string)>(SqlText.Read("audit_tables")))
            Report(check, where);
        var stores = (await _connection.QueryAsync<(int, short)>(SqlText.Read("audit_stores"))).ToHashSet();
        foreach (var (store, program) in _rowChecks.Stores)
            if (!stores.Contains((store, program)))
                Report("rules", $"rows were posted in store {store} of program {program}, which is not there");
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

    private async Task CheckTotalsAsync()
    {
        foreach (var text in new[] { "audit_totals", "audit_receipts" })
            foreach (var (check, where) in await _connection.QueryAsync<(string, string)>(SqlText.Read(text))) Report(check, where);
    }

    private void Report(string invariant, string where)
    {
        _found++;
        if (_findings.Count < FindingsMax) _findings.Add(new Finding(invariant, where));
    }
}
