using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

/// <summary>
/// What a writer knows under one epoch of its lane, over all partitions: newest receipts, how far it is, what of it is in checkpoints.
/// Dropped as a whole, with what each partition knows, when it might no longer be the truth.
/// </summary>
internal sealed class LaneMemory(IReadOnlyList<ServedPartition> partitions, ILaneJournal journal, Limits limits)
{
    public RecentKeys RecentKeys { get; } = new(limits.RecentKeysMaxCount);

    public Checkpoints Checkpoints { get; } = new(partitions, journal, limits);

    /// <summary>Batches that are durable.</summary>
    public long Commits { get; private set; }

    /// <summary>Accounts that a partition may keep in memory, so that all together keep what a lane may.</summary>
    public int AccountsOfAPartition { get; } = Math.Max(1, limits.CachedAccountsMaxCount / partitions.Count);

    /// <summary>A batch is durable.</summary>
    public void Commit(int rows)
    {
        Commits++;
        Checkpoints.Rows += rows;
    }
}
