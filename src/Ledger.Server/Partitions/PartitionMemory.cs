using Ledger.Rules.Basics;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

/// <summary>
/// What a single writer knows of its partition under one epoch: accounts, newest receipts, next row number. Dropped as a whole when it
/// might no longer be the truth, and read back from the journal.
/// </summary>
internal sealed class PartitionMemory
{
    private readonly Limits _limits;
    /// <summary>The checkpoint under way, or done and not yet settled.</summary>
    private Task<Exception?>? _checkpoint;

    private PartitionMemory(Ownership owned, Limits limits)
    {
        _limits = limits;
        Epoch = owned.Epoch;
        LastSeq = owned.NextSeq - 1;
        Accounts = new AccountCache(limits.CachedAccountsMaxCount);
        RecentKeys = new RecentKeys(limits.RecentKeysMaxCount);
    }

    public long Epoch { get; }

    /// <summary>The newest committed row.</summary>
    public long LastSeq { get; private set; }

    /// <summary>When the newest row was posted, UTC: no later one says an earlier time, whatever the clock does.</summary>
    public DateTime LastPostedAt { get; private set; } = DateTime.MinValue;

    public AccountCache Accounts { get; }

    public RecentKeys RecentKeys { get; }

    /// <summary>Rows that were above the checkpoint at the take-over.</summary>
    public long Replayed { get; private set; }

    /// <summary>Why the last checkpoint failed; it is tried again. Null: it did not.</summary>
    public Exception? CheckpointFailure { get; private set; }

    /// <summary>Takes the partition over and folds the tail of the journal into the checkpoints. Null: another server holds it.</summary>
    public static async Task<PartitionMemory?> TakeOverAsync(IPartitionJournal journal, bool atStart, Limits limits)
    {
        if (await journal.TakeOverAsync(atStart, default) is not { } owned) return null;
        var memory = new PartitionMemory(owned, limits);
        // Where nothing is left to fold in, the newest row is read for its time alone.
        if (memory.LastSeq > 0 && owned.CheckpointSeq == memory.LastSeq)
            memory.LastPostedAt = (await journal.TailAsync(memory.LastSeq - 1, 1, default))[0].PostedAt;
        for (var seq = owned.CheckpointSeq; seq < memory.LastSeq;)
        {
            var rows = await journal.TailAsync(seq, limits.TakeOverMaxRows, default);
            Invariant.Require(rows.Count > 0);
            await memory.FoldAsync(journal, rows, seq);
            (seq, memory.LastPostedAt) = (seq + rows.Count, rows[^1].PostedAt);
            // A long tail takes longer to read than a lease lasts.
            if (!await journal.RenewAsync(default)) return null;
            memory.Replayed += rows.Count;
        }
        return memory;
    }

    /// <summary>
    /// A batch is durable: its states become the truth. What they replace goes to <paramref name="replaced"/>, to be used again.
    /// </summary>
    public void Publish(
        Dictionary<long, AccountState>.ValueCollection states, long firstSeq, long lastSeq, DateTime postedAt, Stack<AccountState> replaced)
    {
        foreach (var state in states)
            if (Accounts.Publish(state, firstSeq) is { } old) replaced.Push(old);
        (LastSeq, LastPostedAt) = (lastSeq, postedAt);
    }

    /// <summary>Writes every account that waits for its checkpoint.</summary>
    public async Task CheckpointAllAsync(IPartitionJournal journal)
    {
        CheckpointFailure = null;
        do
        {
            await SettleCheckpointAsync();
            if (CheckpointFailure is not null || Accounts.DirtyCount == 0) return;
            _checkpoint = StartCheckpointAsync(journal);
        }
        while (true);
    }

    /// <summary>
    /// Starts writing a few accounts beside the next commits when the oldest has waited long enough, or when nothing else is to do.
    /// Waits only when checkpoints cannot keep up at all.
    /// </summary>
    public async Task CheckpointSomeAsync(IPartitionJournal journal, bool idle)
    {
        while (Accounts.OldestDirtySeq is { } oldest)
        {
            var isTooFar = LastSeq - oldest > 4L * _limits.CheckpointLagMaxRows;
            if (isTooFar || _checkpoint is { IsCompleted: true }) await SettleCheckpointAsync();

            var lag = LastSeq - (Accounts.OldestDirtySeq ?? LastSeq);
            if (_checkpoint is null && Accounts.DirtyCount > 0 && (idle || lag >= _limits.CheckpointLagMaxRows))
                _checkpoint = StartCheckpointAsync(journal);
            if (lag <= 4L * _limits.CheckpointLagMaxRows || CheckpointFailure is not null) return;
        }
    }

    // Only here, in the writer's own turn, are the accounts told that they are written.
    private async Task SettleCheckpointAsync()
    {
        if (_checkpoint is null) return;
        CheckpointFailure = await _checkpoint;
        _checkpoint = null;
        if (CheckpointFailure is null) Accounts.CheckpointWritten();
    }

    private async Task<Exception?> StartCheckpointAsync(IPartitionJournal journal)
    {
        var (states, reaches) = Accounts.NextCheckpoint(_limits.CheckpointMaxCount, LastSeq);
        try
        {
            await Task.Run(() => journal.CheckpointAsync(states, reaches, default));
            return null;
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            return reason;
        }
    }

    private async Task FoldAsync(IPartitionJournal journal, IReadOnlyList<JournalRow> rows, long afterSeq)
    {
        var missing = rows.Select(row => row.Account).Distinct().Where(account => !Accounts.TryGet(account, out _)).ToArray();
        var loaded = missing.Length == 0 ? [] : (await journal.LoadAsync(missing, default)).ToDictionary(state => state.Account);
        foreach (var row in rows)
        {
            Invariant.Require(row.Seq == ++afterSeq);
            if (!Accounts.TryGet(row.Account, out var state))
                state = loaded.GetValueOrDefault(row.Account) ?? new AccountState(row.Account);
            // A checkpoint may be ahead of the row: accounts are written one by one, each as of its own last row.
            if (row.Seq <= state.LastSeq)
            {
                Invariant.Require(loaded.ContainsKey(row.Account));
                continue;
            }
            state.Apply(row);
            Accounts.Publish(state, row.Seq);
        }
        Remember(rows);
    }

    private void Remember(IReadOnlyList<JournalRow> rows)
    {
        var all = rows.ToArray().AsSpan();
        for (var first = 0; first < all.Length;)
        {
            var next = first + 1;
            while (next < all.Length && all[next].Leg > 0) next++;
            // The chunk's edges may cut a transaction; such a key is found in the journal when it is asked for.
            if (all[first].Leg == 0 && next < all.Length)
                RecentKeys.Add(all[first..next]);
            first = next;
        }
    }
}
