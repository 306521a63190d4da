using System.Text.Json;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Rules.Time;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Closings;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Audit;

/// <summary>
/// Reads one partition, its checkpoints, closings and receipts, and compares them. Rows, closed accounts and tables come over connections
/// of their own, side by side.
/// </summary>
internal sealed class PartitionVerification(
    VerifiedLedger ledger, NpgsqlConnection rows, NpgsqlConnection closedAccounts, NpgsqlConnection tables, short partition)
{
    private readonly RowChecks _checks = new(ledger.Rules, ledger.Report);

    /// <summary>Stores that rows were posted in, with the programs they say.</summary>
    public IReadOnlySet<(int Store, short Program)> Stores => _checks.Stores;

    /// <summary>The closing behind which rows were read; null: all were.</summary>
    public Closing? After { get; private set; }

    /// <summary>Rows that were read.</summary>
    public long Rows { get; private set; }

    /// <summary>Transactions among them.</summary>
    public long Transactions { get; private set; }

    /// <summary>Accounts they are about, or that closings have.</summary>
    public long Accounts { get; private set; }

    /// <param name="nextSeq">The next number as the partition says it.</param>
    /// <param name="checkpointSeq">Up to which row its checkpoints reach.</param>
    /// <param name="cancellation">Whoever asks has left.</param>
    public async Task RunAsync(long nextSeq, long checkpointSeq, CancellationToken cancellation)
    {
        var checkpoints = await ReadCheckpointsAsync(cancellation);
        var closings = await ReadClosingsAsync(cancellation);
        After = ledger.SinceClosing ? closings.Newest : null;
        var receiptSeq = await ReceiptSeqAsync(cancellation);
        using var closingFold = new ClosingFold(closings, After, ledger.Report);
        var fold = new PartitionFold(
            partition, ledger.Partitions, checkpointSeq, checkpoints, ledger.Directory, ledger.Rules, _checks, ledger.Since, ledger.Report,
            closingFold, receiptSeq);
        if (After is { } after) await BeginAsync(after, closings, fold, cancellation);
        await FoldAsync(closings, closingFold, fold, receiptSeq, cancellation);
        closingFold.End();
        closings.CheckHashes(ledger.Report);
        fold.End(nextSeq);
        (Rows, Transactions, Accounts) = (fold.Rows, fold.Transactions, fold.Accounts.Count);
    }

    private async Task FoldAsync(
        PartitionClosings closings, ClosingFold closingFold, PartitionFold fold, long receiptSeq, CancellationToken cancellation)
    {
        if (receiptSeq == (After?.Seq ?? 0)) await CompareReceiptsAsync(fold, cancellation);
        await using var closed = await ClosedAccounts.ByLastRowAsync(closedAccounts, partition, After?.Seq ?? 0, cancellation);
        await using (var copy = await JournalCopy.OpenAsync(rows, partition, After?.Seq ?? 0, long.MaxValue, cancellation))
            while (await copy.ReadAsync(cancellation))
            {
                var (account, seq) = (fold.Take(copy.Row, copy.Bytes), copy.Row.Seq);
                for (; closed.Next is { } next && next.LastSeq <= seq; await closed.ReadAsync(cancellation))
                {
                    if (After is null) closings.Take(next);
                    Compare(next, account, new RowPlace(seq, partition, copy.Row.Account, "closing of "), closingFold);
                }
                closingFold.End(seq);
                if (seq == receiptSeq) await CompareReceiptsAsync(fold, cancellation);
            }
        for (; closed.Next is { } next; await closed.ReadAsync(cancellation))
        {
            if (After is null) closings.Take(next);
            ledger.Report("closings",
                $"account {next.Account} of partition {partition} is closed at row {next.LastSeq}, which is not there");
        }
    }

    // Each account as of its newest closing. All are read, for their hashes.
    private async Task BeginAsync(Closing after, PartitionClosings closings, PartitionFold fold, CancellationToken cancellation)
    {
        fold.Begin(after.Seq, closings.TotalsUpTo(after.Month));
        ClosedAccount? newest = null;
        await using var closed = await ClosedAccounts.ByAccountAsync(closedAccounts, partition, cancellation);
        for (; closed.Next is { } next; await closed.ReadAsync(cancellation))
        {
            closings.Take(next);
            if (next.Month > after.Month) continue;
            if (newest is not null && newest.Account != next.Account) Begin(newest, fold);
            newest = next;
        }
        if (newest is not null) Begin(newest, fold);
    }

    private void Begin(ClosedAccount closed, PartitionFold fold)
    {
        try
        {
            if (ledger.Directory is LaterDirectory later) lock (later) later.Begin(closed.State());
            fold.Begin(closed);
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            ledger.Report("closings", $"closing of account {closed.Account} of partition {partition}, {closed.Month:O}: it cannot be read: "
                + unreadable.Message);
        }
    }

    private void Compare(ClosedAccount closed, FoldedAccount account, RowPlace at, ClosingFold closings)
    {
        if ((closed.LastSeq, closed.Account) != (at.Seq, at.Account) || !closings.IsOpen)
        {
            ledger.Report("closings",
                $"account {closed.Account} of partition {partition} is closed at row {closed.LastSeq}, which is not its own");
            return;
        }
        try
        {
            closings.Compare(closed, account, at);
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            ledger.Report("closings", $"{at}: it cannot be read: {unreadable.Message}");
        }
    }

    // Where the closing that was begun with is further than they are, this is never asked.
    private async Task CompareReceiptsAsync(PartitionFold fold, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(SqlText.Read("stored_receipts"), tables);
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var count = 0L;
        for (; await reader.ReadAsync(cancellation); count++)
            fold.Compare(new StoredReceipt(
                reader.GetInt64(0), (Asset)reader.GetInt16(1), reader.GetFieldValue<DateOnly>(2), reader.GetInt16(3),
                reader.GetFieldValue<DateOnly>(4), reader.GetInt64(5)));
        fold.EndReceipts(count);
    }

    // None: the position of the partition is not there, which is told elsewhere.
    private async Task<long> ReceiptSeqAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(SqlText.Read("receipt_seq"), tables);
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        return (long?)await command.ExecuteScalarAsync(cancellation) ?? -1;
    }

    private async Task<PartitionClosings> ReadClosingsAsync(CancellationToken cancellation) => new(
        partition, await ClosingTables.ClosingsAsync(tables, partition, cancellation),
        (await ClosingTables.UnfinishedAsync(tables, partition, cancellation)).SingleOrDefault(),
        await ClosingTables.TotalsAsync(tables, partition, DateOnly.MinValue, cancellation),
        await ClosingTables.HeldAsync(tables, partition, DateOnly.MinValue, cancellation));

    private async Task<Dictionary<long, AccountState>> ReadCheckpointsAsync(CancellationToken cancellation)
    {
        var checkpoints = new Dictionary<long, AccountState>();
        await using var command = new NpgsqlCommand(SqlText.Read("audit_checkpoints"), tables);
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (ReadCheckpoint(reader) is not { } stored) continue;
            checkpoints.Add(stored.Account, stored);
            CheckDue(stored, reader.IsDBNull(7) ? null : reader.GetFieldValue<DateOnly>(7),
                reader.IsDBNull(8) ? null : reader.GetDateTime(8));
            var (points, bonus) = (reader.GetInt64(4), reader.GetInt64(5));
            if (stored.Points != points || stored.Bonus != bonus)
                ledger.Report("I12", $"checkpoint of account {stored.Account} of partition {partition}: lots sum to "
                    + $"{stored.Points} points and {stored.Bonus} bonus, balances say {points} and {bonus}");
        }
        return checkpoints;
    }

    // Upkeep looks for what is due by these columns alone.
    private void CheckDue(AccountState stored, DateOnly? dueOn, DateTime? holdUntil)
    {
        if (Due.Next(stored) != dueOn || Due.NextHold(stored) != holdUntil)
            ledger.Report("due", $"checkpoint of account {stored.Account} of partition {partition} is due on {dueOn:O} and {holdUntil:O}, "
                + $"what it holds on {Due.Next(stored):O} and {Due.NextHold(stored):O}");
    }

    private AccountState? ReadCheckpoint(NpgsqlDataReader reader)
    {
        try
        {
            return AccountDetail.Read(reader.GetInt64(0), reader.GetInt16(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(6));
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            ledger.Report("I12", $"checkpoint of account {reader.GetInt64(0)} of partition {partition}: its detail cannot be read: "
                + unreadable.Message);
            return null;
        }
    }

    private static bool IsUnreadable(Exception reason) => reason is InvariantBrokenException or JsonException or FormatException
        or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException;
}
