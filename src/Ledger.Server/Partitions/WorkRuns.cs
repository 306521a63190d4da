namespace Ledger.Server.Partitions;

/// <summary>
/// The operations of one call on their way to the writers: gathered by lane and handed over in one go each, so that a batch meets a
/// queue once and not once for every operation, and becomes part of the next commit as a whole.
/// </summary>
internal sealed class WorkRuns(IReadOnlyList<LaneWorker> lanes, int partitions)
{
    private readonly WorkChain[] _runs = new WorkChain[lanes.Count];

    /// <summary>Gathers an item for the writer of <paramref name="account"/>.</summary>
    public void Add(long account, WorkItem item)
    {
        item.Partition = Router.PartitionOf(account, partitions);
        _runs[Router.LaneOf(item.Partition, _runs.Length)].Add(item);
    }

    /// <summary>Hands over what is gathered so far, in the order in which it was; each item gets its answer in any case.</summary>
    public void HandOver()
    {
        for (var lane = 0; lane < _runs.Length; lane++)
            if (_runs[lane].Count > 0) lanes[lane].Hand(ref _runs[lane]);
    }
}
