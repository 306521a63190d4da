using Ledger.Rules.State;

namespace Ledger.Server.Journal.Checkpoint;

/// <summary>The states of one partition in a checkpoint.</summary>
/// <param name="CheckpointSeq">Everything up to this row is in the checkpoints once they are written.</param>
/// <param name="LastSeq">The partition's newest committed row.</param>
public sealed record PartitionCheckpoint(short Partition, IReadOnlyList<AccountState> States, long CheckpointSeq, long LastSeq);
