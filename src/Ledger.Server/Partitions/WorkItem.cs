using Ledger.Server.Basics;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>
/// Something for a lane to do in one of its partitions. It is answered exactly once, by the worker or by whoever could not hand it over.
/// </summary>
public abstract class WorkItem
{
    /// <summary>When the caller stops waiting, UTC.</summary>
    public DateTime Deadline { get; init; } = DateTime.MaxValue;

    /// <summary>What it is about.</summary>
    internal short Partition { get; set; }

    /// <summary>The next one in the chain it is part of.</summary>
    internal WorkItem? Next { get; set; }

    /// <summary>Timestamp since which it has waited for a partition of other servers; 0: it has not.</summary>
    internal long ElsewhereSince { get; set; }

    /// <summary>Whose turn it takes; the ledger's own unless stated.</summary>
    public Caller From { get; init; } = Basics.Caller.Own;

    /// <summary>Set when the caller goes away.</summary>
    public CancellationToken Caller { get; init; }

    /// <summary>True when nobody waits any more; such work is dropped before it is decided, never after.</summary>
    public bool IsTooLate(DateTime now) => now >= Deadline || Caller.IsCancellationRequested;

    /// <summary>Answers with a problem instead of a result.</summary>
    public abstract void Fail(Status problem);
}
