namespace Ledger.Server.Partitions;

/// <summary>
/// The operations of one call on their way to the writers: gathered by partition and handed over in one go each, so that a batch meets a
/// queue once and not once for every operation, and becomes part of the next commit as a whole.
/// </summary>
internal sealed class WorkRuns(IReadOnlyList<PartitionWorker> writers)
{
    private readonly WorkChain[] _runs = new WorkChain[writers.Count];

    /// <summary>Gathers an item for the writer of <paramref name="account"/>.</summary>
    public void Add(long account, WorkItem item) => _runs[Router.PartitionOf(account, _runs.Length)].Add(item);

    /// <summary>Hands over what is gathered so far, in the order in which it was; each item gets its answer in any case.</summary>
    public void HandOver()
    {
        for (var partition = 0; partition < _runs.Length; partition++)
            if (_runs[partition].Count > 0) writers[partition].Hand(ref _runs[partition]);
    }
}
