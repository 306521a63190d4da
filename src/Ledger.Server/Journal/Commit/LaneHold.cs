namespace Ledger.Server.Journal.Commit;

/// <summary>What a take-over of a lane has brought.</summary>
/// <param name="Epoch">Of the lane: until it ends, nobody else writes its partitions.</param>
/// <param name="Taken">The partitions that are the lane's now and were not before; the others that were asked for are others'.</param>
/// <param name="CommitsLost">Commits that this process was told are durable and the database does not have; 0: it has them all.</param>
public sealed record LaneHold(long Epoch, IReadOnlyList<Ownership> Taken, long CommitsLost = 0);

/// <summary>A partition taken over: its epoch, its newest row as the journal has it, and up to which row the checkpoints reach.</summary>
/// <param name="LastPostedAt">When the newest row was posted, UTC; the smallest time there is where there is none.</param>
public sealed record Ownership(short Partition, long Epoch, long LastSeq, DateTime LastPostedAt, long CheckpointSeq);
