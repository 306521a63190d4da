using Ledger.Rules.Codes;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Partitions;

namespace Ledger.Server.Audit;

/// <summary>
/// Folds the rows of one partition in order and reports what does not hold. It does its own arithmetic rather than trusting
/// <see cref="AccountState.Apply"/>: a second pair of eyes on the same rows.
/// </summary>
internal sealed class PartitionFold(
    short partition, int partitions, long checkpointSeq, Dictionary<long, AccountState> checkpoints, DirectoryFold directory,
    DecidedRules rules, RowChecks checks, DateTime since, Action<string, string> report)
{
    private readonly Dictionary<Asset, long> _members = [];
    private readonly Dictionary<Asset, long> _system = [];
    private readonly HashSet<long> _compared = [];
    private long _lastSeq;
    private JournalRow _last;

    public long Rows { get; private set; }

    public long Transactions { get; private set; }

    public Dictionary<long, FoldedAccount> Accounts { get; } = [];

    public void Take(in JournalRow row)
    {
        Rows++;
        var at = $"row {row.Seq} of partition {partition}, account {row.Account}";
        if (row.Seq != _lastSeq + 1) report("I7", $"{at}: follows row {_lastSeq}");
        _lastSeq = row.Seq;
        if (row.Leg == 0) Transactions++;
        else if (row.Key != _last.Key || row.Leg != _last.Leg + 1) report("I3", $"{at}: leg {row.Leg} does not follow its transaction");
        CheckBlock(row, at);
        checks.Take(row, _last, at);
        _last = row;

        if (!Accounts.TryGetValue(row.Account, out var account))
        {
            Accounts.Add(row.Account, account = new FoldedAccount(since));
            if (Router.PartitionOf(row.Account, partitions) != partition) report("I7", $"{at}: the account belongs to another partition");
        }
        if (row.PrevSeq != account.LastSeq)
            report("I7", $"{at}: links to row {row.PrevSeq}, the account's row before it is {account.LastSeq}");
        if (!row.Outcome.IsPosted() && row.Amount != 0) report("I9", $"{at}: a refusal moves {row.Amount}");

        if (account.LastSeq <= checkpointSeq && row.Seq > checkpointSeq) RequireCheckpoint(row.Account, account.LastSeq);
        account.Take(row, rules.Of(row), at, report);
        if (checkpoints.TryGetValue(row.Account, out var checkpoint) && checkpoint.LastSeq == row.Seq)
        {
            account.Compare(checkpoint, $"checkpoint of {at}", report);
            _compared.Add(row.Account);
        }
        directory.Take(row, at);
        if (row.Amount == 0) return;
        _members[row.Asset] = _members.GetValueOrDefault(row.Asset) + row.Amount;
        _system[row.Asset] = _system.GetValueOrDefault(row.Asset) - row.Amount;
        if (row.Counter == SystemAccount.None) report("I1", $"{at}: {row.Amount} has no other side");
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

    // The key of an operation that was reversed before it arrived: the row is the last one of its reversal.
    private void CheckBlock(in JournalRow row, string at)
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
