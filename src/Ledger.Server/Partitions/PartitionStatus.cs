using System.Threading.Channels;

namespace Ledger.Server.Partitions;

/// <summary>What a partition is doing on this server.</summary>
public enum PartitionStatus
{
    Starting,
    Serving,
    /// <summary>Another server has it and lives.</summary>
    HeldElsewhere,
    /// <summary>The database does not answer.</summary>
    Disturbed,
    /// <summary>Ended, in order or by a broken invariant.</summary>
    Stopped,
}
