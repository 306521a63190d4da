using Ledger.Rules.Basics;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

/// <summary>
/// What a lane knows of one of its partitions: accounts, the newest row, and what the batch under way adds to it. Dropped when it might no
/// longer be the truth, and read back from the journal.
/// </summary>
internal sealed class PartitionMemory
{
    private readonly short _partition;
    private int _drafted;
    private DateTime _draftedAt;

    private PartitionMemory(Ownership owned, LaneMemory lane)
    {
        _partition = owned.Partition;
        (LastSeq, LastPostedAt) = (owned.LastSeq, owned.LastPostedAt);
        Accounts = new AccountCache(lane.AccountsOfAPartition);
    }

    public short Partition => _partition;

    /// <summary>The newest committed row.</summary>
    public long LastSeq { get; private set; }

    /// <summary>When the newest row was posted, UTC: no later one says an earlier time, whatever the clock does.</summary>
    public DateTime LastPostedAt { get; private set; }

    public AccountCache Accounts { get; }

    /// <summary>Rows that were above the checkpoint at the take-over.</summary>
    public long Replayed { get; private set; }

    /// <summary>The batch under way is about this partition.</summary>
    public bool IsDrafting => _draftedAt > DateTime.MinValue;

    /// <summary>Where the next row of the batch under way goes.</summary>
    public Position NextPosition => new(_partition, LastSeq + 1 + _drafted, _draftedAt);

    /// <summary>
    /// Reads back a partition that was taken over: folds the tail of the journal into the checkpoints. Null: it is lost again.
    /// </summary>
    public static async Task<PartitionMemory?> ReadAsync(
        Ownership owned, LaneMemory lane, AccountLoading loading, ILaneJournal journal, Limits limits)
    {
        var memory = new PartitionMemory(owned, lane);
        for (var seq = owned.CheckpointSeq; seq < memory.LastSeq;)
        {
            var rows = await journal.TailAsync(owned.Partition, seq, limits.TakeOverMaxRows, default);
            Invariant.Require(rows.Count > 0);
            if (!await memory.FoldAsync(loading, rows, seq, lane)) return null;
            seq += rows.Count;
            // A long tail takes longer to read than a lease lasts.
            if (!await journal.RenewAsync(default)) return null;
            memory.Replayed += rows.Count;
        }
        return memory;
    }

    /// <summary>The first row of the batch under way is about to be decided, to be posted at <paramref name="now"/>.</summary>
    public void BeginDraft(DateTime now) => _draftedAt = now;

    /// <summary>The batch under way has so many rows more.</summary>
    public void Draft(int rows) => _drafted += rows;

    /// <summary>The rows of the batch under way are durable.</summary>
    public void CommitDraft()
    {
        if (_drafted > 0) (LastSeq, LastPostedAt) = (LastSeq + _drafted, _draftedAt);
        ForgetDraft();
    }

    /// <summary>The rows of the batch under way are none.</summary>
    public void ForgetDraft() => (_drafted, _draftedAt) = (0, DateTime.MinValue);

    private async Task<bool> FoldAsync(AccountLoading loading, IReadOnlyList<JournalRow> rows, long afterSeq, LaneMemory lane)
    {
        var missing = rows.Select(row => row.Account).Distinct().Where(account => !Accounts.TryGet(account, out _))
            .ToDictionary(account => account, _ => this);
        if (await loading.LoadAsync(missing) is not { } read) return false;
        var loaded = read.States.ToDictionary(state => state.Account);
        foreach (var row in rows)
        {
            Invariant.Require(row.Seq == ++afterSeq);
            lane.Checkpoints.Rows++;
            if (!Accounts.TryGet(row.Account, out var state))
                state = loaded.GetValueOrDefault(row.Account) ?? new AccountState(row.Account);
            // A checkpoint may be ahead of the row: accounts are written one by one, each as of its own last row.
            if (row.Seq <= state.LastSeq)
            {
                Invariant.Require(loaded.ContainsKey(row.Account));
                continue;
            }
            state.Apply(row);
            Accounts.Publish(state, row.Seq, lane.Checkpoints.Rows);
        }
        foreach (var account in read.FoldedAnew) Accounts.Publish(loaded[account], afterSeq, lane.Checkpoints.Rows);
        Remember(rows, lane.RecentKeys);
        return true;
    }

    private static void Remember(IReadOnlyList<JournalRow> rows, RecentKeys recent)
    {
        var all = rows.ToArray().AsSpan();
        for (var first = 0; first < all.Length;)
        {
            var next = first + 1;
            while (next < all.Length && all[next].Leg > 0) next++;
            // The chunk's edges may cut a transaction; such a key is found in the journal when it is asked for.
            if (all[first].Leg == 0 && next < all.Length)
                recent.Add(all[first..next]);
            first = next;
        }
    }
}
