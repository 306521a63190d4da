using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>Comes by at regular intervals, so that an idle lane keeps its lease and writes its checkpoints.</summary>
public sealed class Tick : WorkItem
{
    public override void Fail(Status problem)
    {
    }
}
