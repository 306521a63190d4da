namespace Ledger.Server.Journal.Commit;

/// <summary>A partition taken over: its epoch, the next free row number, and up to which row the checkpoints reach.</summary>
public sealed record Ownership(long Epoch, long NextSeq, long CheckpointSeq);
