using Dapper;
using Ledger.Rules.Codes;
using Ledger.Server.Journal.Closings;
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

    // More of them side by side need connections that servers may want.
    private const int WorkersMax = 8;

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
        "closings: each has the hash of the rows it closed and of the closing before, their sums, and each account as its rows leave it",
        "cards: each card and identifier was given by a transaction of its account; the directory has each of them, and what ended it; "
            + "what was presented had been given",
    ];

    private readonly SharedSnapshot _snapshot;
    private readonly NpgsqlConnection _connection;
    private readonly List<Finding> _findings = [];
    private readonly DecidedRules _rules = new();
    private readonly IDirectoryFold _directory;
    private readonly bool _sinceClosing;
    private readonly HashSet<(int Store, short Program)> _stores = [];
    private readonly SortedDictionary<short, Closing?> _afters = [];
    private long _found;
    private long _rows;
    private long _transactions;
    private long _accounts;

    private Verification(SharedSnapshot snapshot, NpgsqlConnection connection, bool sinceClosing)
    {
        (_snapshot, _connection, _sinceClosing) = (snapshot, connection, sinceClosing);
        _directory = sinceClosing ? new LaterDirectory(Report) : new DirectoryFold(Report);
    }

    /// <summary>Checks the ledger that <paramref name="connection"/> leads to.</summary>
    /// <param name="connection">To a role that may read all of it.</param>
    /// <param name="cancellation">Whoever asks has left.</param>
    /// <param name="sinceClosing">
    /// Each partition from its newest closing on, which is believed as long as it fits its own hash: what is before it is not read.
    /// </param>
    public static async Task<VerificationReport> RunAsync(string connection, CancellationToken cancellation, bool sinceClosing = false)
    {
        await using var snapshot = await SharedSnapshot.TakeAsync(connection, cancellation);
        var verification = new Verification(snapshot, await snapshot.OpenAsync(cancellation), sinceClosing);
        await verification.CheckPartitionsAsync(cancellation);
        await verification.CheckTablesAsync();
        await verification.CheckCardsAsync();
        await verification.CheckTransfersAsync();
        await verification.CheckReturnsAsync();
        await verification.CheckTotalsAsync();
        return new VerificationReport(
            verification.Begins(), verification._rows, verification._transactions, verification._accounts,
            Checks, verification._findings,
            verification._found);
    }

    private async Task CheckPartitionsAsync(CancellationToken cancellation)
    {
        var since = await _connection.QuerySingleAsync<DateTime>(SqlText.Read("audit_since"));
        foreach (var (program, version, document) in await _connection.QueryAsync<(short, int, string)>(SqlText.Read("programs")))
            _rules.Add(program, version, document);
        var partitions = new Queue<(short Partition, long NextSeq, long CheckpointSeq)>(
            await _connection.QueryAsync<(short, long, long)>(SqlText.Read("audit_partitions")));
        var ledger = new VerifiedLedger(partitions.Count, since, _rules, _directory, _sinceClosing, Report);
        // Side by side, as many as there are cores.
        var count = Math.Min(Math.Min(Environment.ProcessorCount, WorkersMax), partitions.Count);
        var workers = Enumerable.Range(0, count).Select(_ => Task.Run(async () =>
        {
            var (rows, closed) = (await _snapshot.OpenAsync(cancellation), await _snapshot.OpenAsync(cancellation));
            var tables = await _snapshot.OpenAsync(cancellation);
            while (true)
            {
                (short Partition, long NextSeq, long CheckpointSeq) next;
                lock (partitions)
                    if (!partitions.TryDequeue(out next)) return;
                var verification = new PartitionVerification(ledger, rows, closed, tables, next.Partition);
                await verification.RunAsync(next.NextSeq, next.CheckpointSeq, cancellation);
                lock (_afters) Take(next.Partition, verification);
            }
        }, cancellation));
        await Task.WhenAll(workers);
    }

    private void Take(short partition, PartitionVerification verification)
    {
        _afters.Add(partition, verification.After);
        _stores.UnionWith(verification.Stores);
        _rows += verification.Rows;
        _transactions += verification.Transactions;
        _accounts += verification.Accounts;
    }

    private string Begins()
    {
        var months = _afters.Values.GroupBy(after => after?.Month).OrderBy(month => month.Key).Select(month =>
            $"{month.Count()} from {(month.Key is { } closed ? $"the closing of {closed:yyyy-MM}" : "their first row")}");
        return _afters.Values.All(after => after is null) ? "all rows" : $"of {_afters.Count} partitions {string.Join(", ", months)}";
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
        await ReportAllAsync("audit_tables");
        await ReportAllAsync("audit_strays");
        await ReportAllAsync("audit_originals");
        var stores = (await _connection.QueryAsync<(int, short)>(SqlText.Read("audit_stores"))).ToHashSet();
        foreach (var (store, program) in _stores)
            if (!stores.Contains((store, program)))
                Report("rules", $"rows were posted in store {store} of program {program}, which is not there");
    }

    private async Task CheckTransfersAsync()
    {
        foreach (var transfer in await _connection.QueryAsync<Guid?>(SqlText.Read("audit_transit"), Later()))
            Report("transit", $"of transfer {transfer} something else has arrived or come back than was sent");
    }

    private async Task CheckReturnsAsync()
    {
        var undone = await _connection.QueryAsync<(Guid? Original, short Leg, long Amount, long Was)>(
            SqlText.Read("audit_returns"), Later());
        foreach (var (original, leg, amount, was) in undone)
            Report("returns", $"of leg {leg} of {original}, which moved {was}, {amount} have been undone");
    }

    private async Task CheckTotalsAsync()
    {
        await ReportAllAsync("audit_totals");
        await ReportAllAsync("audit_receipts");
    }

    private async Task ReportAllAsync(string text)
    {
        foreach (var (check, where) in await _connection.QueryAsync<(string, string)>(SqlText.Read(text), Later())) Report(check, where);
    }

    // Behind which rows of each partition is read, and the first day of posting of which all rows are behind them. A business date may be
    // the one after.
    private object Later()
    {
        var months = _afters.Values.OfType<Closing>().Select(closing => closing.Month).ToList();
        var since = months.Count > 0 ? months.Max().AddMonths(1) : DateOnly.MinValue;
        return new
        {
            partitions = _afters.Keys.ToArray(), afters = _afters.Values.Select(after => after?.Seq ?? 0).ToArray(), since,
            numbered_since = months.Count > 0 ? since.AddDays(2) : since,
        };
    }

    private void Report(string invariant, string where)
    {
        lock (_findings)
        {
            _found++;
            if (_findings.Count < FindingsMax) _findings.Add(new Finding(invariant, where));
        }
    }
}
