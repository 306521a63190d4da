using Ledger.Rules.Codes;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Closings;
using Ledger.Server.Partitions;

namespace Ledger.Server.Audit;

/// <summary>
/// Folds the rows of one partition in order and reports what does not hold. It does its own arithmetic rather than trusting
/// <see cref="AccountState.Apply"/>: a second pair of eyes on the same rows.
/// </summary>
internal sealed class PartitionFold(
    short partition, int partitions, long checkpointSeq, Dictionary<long, AccountState> checkpoints, IDirectoryFold directory,
    DecidedRules rules, RowChecks checks, DateTime since, Action<string, string> report, ClosingFold? closings = null,
    long receiptSeq = 0)
{
    private readonly Dictionary<Asset, long> _members = [];
    private readonly Dictionary<Asset, long> _system = [];
    private readonly HashSet<long> _compared = [];
    private long _lastSeq;
    private JournalRow _last;

    public long Rows { get; private set; }

    public long Transactions { get; private set; }

    public Dictionary<long, FoldedAccount> Accounts { get; } = [];

    /// <summary>Compares what the table says is left of one receipt with the fold, which stands where the receipts do.</summary>
    public void Compare(in StoredReceipt stored)
    {
        var left = Accounts.GetValueOrDefault(stored.Account)?.Receipts?.Left(stored.Asset, stored.Lot, stored.Program, stored.ReceivedOn);
        if (left.GetValueOrDefault() != stored.Remaining)
            report("receipts", $"account {stored.Account} of partition {partition}, program {stored.Program}, {stored.Asset}, lot "
                + $"{stored.Lot:O}: of what was received on {stored.ReceivedOn:O} there is left {stored.Remaining}, by its rows "
                + $"{left.GetValueOrDefault()}");
    }

    /// <summary>All that the table says was compared, <paramref name="count"/> in all.</summary>
    public void EndReceipts(long count)
    {
        var there = Accounts.Values.Sum(account => (long)(account.Receipts?.Count ?? 0));
        if (there != count) report("receipts", $"of {there} receipts of partition {partition} with something left the table has {count}");
    }

    /// <summary>The partition as of a closing, behind whose last row it goes on.</summary>
    /// <param name="seq">That row.</param>
    /// <param name="totals">What all closings up to it gave and took.</param>
    public void Begin(long seq, IEnumerable<ClosingTotal> totals)
    {
        _lastSeq = seq;
        foreach (var total in totals) Move((Asset)total.Asset, total.Given - total.Taken);
    }

    /// <summary>An account as the closing has it.</summary>
    public void Begin(ClosedAccount closed)
    {
        var account = NewAccount(closed.Account, new RowPlace(closed.LastSeq, partition, closed.Account, "closing of "));
        account.Begin(closed);
        if (!checkpoints.TryGetValue(closed.Account, out var checkpoint) || checkpoint.LastSeq > closed.LastSeq) return;
        if (checkpoint.LastSeq == closed.LastSeq)
            account.Compare(checkpoint, new RowPlace(closed.LastSeq, partition, closed.Account, "checkpoint of "), report);
        _compared.Add(closed.Account);
    }

    /// <summary>Takes the next row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="bytes">Its canonical form, where there are closings.</param>
    /// <returns>Its account, which has it now.</returns>
    public FoldedAccount Take(in JournalRow row, ReadOnlySpan<byte> bytes = default)
    {
        Rows++;
        var at = new RowPlace(row.Seq, partition, row.Account);
        if (row.Seq != _lastSeq + 1) report("I7", $"{at}: follows row {_lastSeq}");
        _lastSeq = row.Seq;
        if (row.Leg == 0) Transactions++;
        else if (row.Key != _last.Key || row.Leg != _last.Leg + 1) report("I3", $"{at}: leg {row.Leg} does not follow its transaction");
        else if ((row.Account, row.Outcome) != (_last.Account, _last.Outcome))
            report("I3 I5", $"{at}: leg {row.Leg} is of another account or outcome than its transaction");
        CheckBlock(row, at);
        checks.Take(row, _last, at);
        _last = row;

        if (!Accounts.TryGetValue(row.Account, out var account)) account = NewAccount(row.Account, at);
        if (row.PrevSeq != account.LastSeq)
            report("I7", $"{at}: links to row {row.PrevSeq}, the account's row before it is {account.LastSeq}");
        if (!row.Outcome.IsPosted() && row.Amount != 0) report("I9", $"{at}: a refusal moves {row.Amount}");

        if (closings?.IsOpen == true) closings.Take(row, bytes, account, at);
        if (closings?.Held is not null || row.Seq <= receiptSeq) account.TakeReceipt(row, closings?.Held);
        if (account.LastSeq <= checkpointSeq && row.Seq > checkpointSeq) RequireCheckpoint(row.Account, account.LastSeq);
        account.Take(row, rules.Of(row), at, report);
        if (checkpoints.TryGetValue(row.Account, out var checkpoint) && checkpoint.LastSeq == row.Seq)
        {
            account.Compare(checkpoint, at with { What = "checkpoint of " }, report);
            _compared.Add(row.Account);
        }
        // Partitions are read side by side, and the directory is that of all.
        if (row.Leg == 0 && (row.Card is not null || row.NewCard is not null || row.Detail is not null))
            lock (directory) directory.Take(row, at);
        if (row.Amount == 0) return account;
        Move(row.Asset, row.Amount);
        if (row.Counter == SystemAccount.None) report("I1", $"{at}: {row.Amount} has no other side");
        return account;
    }

    /// <summary>All rows are taken: they must reach as far as the partition says, which may lag behind, and balances must add up.</summary>
    public void End(long nextSeq)
    {
        if (_lastSeq + 1 < nextSeq) report("I7", $"partition {partition}: the last row is {_lastSeq}, the next number was {nextSeq}");
        foreach (var (account, folded) in Accounts)
            if (folded.LastSeq <= checkpointSeq) RequireCheckpoint(account, folded.LastSeq);
        foreach (var checkpoint in checkpoints.Values)
            if (!_compared.Contains(checkpoint.Account))
                report("I6", $"checkpoint of account {checkpoint.Account} of partition {partition} is at row {checkpoint.LastSeq}, "
                    + "which the account does not have");
        foreach (var asset in new[] { Asset.Points, Asset.Principal, Asset.Bonus })
        {
            var held = Accounts.Values.Sum(account => account.StatedBalance(asset));
            if (held != _members.GetValueOrDefault(asset) || held != -_system.GetValueOrDefault(asset))
                report("I1", $"partition {partition}: members hold {held} {asset}, the transfers give {_members.GetValueOrDefault(asset)}");
        }
    }

    private void Move(Asset asset, long amount)
    {
        _members[asset] = _members.GetValueOrDefault(asset) + amount;
        _system[asset] = _system.GetValueOrDefault(asset) - amount;
    }

    private FoldedAccount NewAccount(long number, RowPlace at)
    {
        var account = new FoldedAccount(since);
        Accounts.Add(number, account);
        if (Router.PartitionOf(number, partitions) != partition) report("I7", $"{at}: the account belongs to another partition");
        return account;
    }

    // The key of an operation that was reversed before it arrived: the row is the last one of its reversal.
    private void CheckBlock(in JournalRow row, RowPlace at)
    {
        if (row.Kind != OperationKind.BlockKey && row.Outcome != Outcome.KeyBlocked) return;
        var isWhole = row is { Kind: OperationKind.BlockKey, Outcome: Outcome.KeyBlocked, Leg: 0 };
        if (!isWhole || row.Original != _last.Key || _last.Kind != OperationKind.Reverse || !_last.Outcome.IsPosted()
            || _last.Account != row.Account)
            report("blocks", $"{at}: blocks its key without being the last row of a reversal");
    }

    // Whoever takes the partition over reads the rows above the checkpoint only: up to it, the account's own checkpoint must have them all.
    private void RequireCheckpoint(long account, long newestSeq)
    {
        if (newestSeq > 0 && (!checkpoints.TryGetValue(account, out var checkpoint) || checkpoint.LastSeq < newestSeq))
            report("I6", $"account {account} of partition {partition}: row {newestSeq} is below the partition's checkpoint {checkpointSeq} "
                + "and not in the account's");
    }
}
