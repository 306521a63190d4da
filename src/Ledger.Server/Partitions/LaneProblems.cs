using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>What callers are told when a lane cannot decide, and when to come back.</summary>
internal sealed class LaneProblems(Limits limits)
{
    public Status Full() => Problems.Full(limits.RetryDelayMilliseconds);

    public Status GoingDown() => Problems.GoingDown(limits.RetryDelayMilliseconds);

    public Status HeldElsewhere(short partition) => Problems.HeldElsewhere(partition, limits.RetryDelayMilliseconds);

    public Status Away() => Problems.Unresolved(
        "DATABASE_AWAY", "The database does not answer. The operation may or may not be posted; send it again with the same key.",
        limits.RetryDelayMilliseconds);

    public Status Stopped() => Problems.Unresolved(
        "PARTITION_STOPPED", "A broken invariant has stopped this account's partition. The operation may or may not be posted.",
        limits.LeaseSeconds * 1000);
}
