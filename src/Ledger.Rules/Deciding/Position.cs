namespace Ledger.Rules.Deciding;

/// <summary>Where and when a decision's first row goes: the partition, its next free number, and the time of deciding (UTC).</summary>
public readonly record struct Position(short Partition, long NextSeq, DateTime Now);
