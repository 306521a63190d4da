namespace Ledger.Server.Partitions;

/// <summary>A partition that a lane of this server serves as far as no other server does.</summary>
public sealed class ServedPartition
{
    private readonly Tenure _tenure;
    private readonly PartitionClock _clock;

    internal ServedPartition(short number, Tenure tenure, PartitionClock clock) => (Number, _tenure, _clock) = (number, tenure, clock);

    public short Number { get; }

    /// <summary>The lane has it, as far as it knows.</summary>
    internal bool IsHere => Memory is not null;

    /// <summary>What is known while the lane has it; null: it does not, as far as it knows.</summary>
    internal PartitionMemory? Memory { get; set; }

    /// <summary>The lane is to have it, as far as is known; when it has, this stays.</summary>
    internal bool IsWanted { get; set; }

    /// <summary>Another server has it and lives.</summary>
    internal bool IsElsewhere { get; set; }

    /// <summary>Its rows cannot be: nothing is served of it until the server is started anew.</summary>
    internal bool IsBroken { get; set; }

    /// <summary>The newest row that this process was told of as durable.</summary>
    internal long LastTold { get; set; }

    public PartitionStatus Status => IsBroken ? PartitionStatus.Stopped
        : _tenure.Status is PartitionStatus.Stopped or PartitionStatus.Starting ? _tenure.Status
        : IsElsewhere ? PartitionStatus.HeldElsewhere : _tenure.Status;

    /// <summary>How far the newest row is ahead of this server's clock; zero when it is not.</summary>
    public TimeSpan Ahead => _clock.Ahead;

    /// <summary>Accounts in memory, and those of them that wait for their checkpoint.</summary>
    public int AccountsCached => Memory?.Accounts.Count ?? 0;

    public int AccountsDirty => Memory?.Accounts.DirtyCount ?? 0;

    /// <summary>When the next rows are posted, UTC.</summary>
    internal DateTime PostingTime(DateTime now) => _clock.NotBefore(Memory!.LastPostedAt, now);
}
