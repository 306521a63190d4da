namespace Ledger.Rules.Asked;

/// <summary>
/// What became of a typed PIN before the operation reached its account's writer: the slow hash is compared there, never here.
/// </summary>
/// <param name="IsGiven">A PIN was typed.</param>
/// <param name="Matches">It is the one that was set by the row <paramref name="SetBySeq"/> of the account.</param>
/// <param name="SetBySeq">0: the account had none.</param>
/// <param name="WasLocked">No PIN could be tried when it was typed, so it was not compared.</param>
public readonly record struct PinProof(bool IsGiven, bool Matches, long SetBySeq, bool WasLocked = false);
