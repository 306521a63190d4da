using Ledger.Rules.Codes;

namespace Ledger.Rules.Asked;

/// <summary>What the other side of a transfer answered when it was to be taken back.</summary>
/// <param name="Outcome">Posted, in full or in part; or why nothing is.</param>
/// <param name="Amount">What is on its way back, in units of the asset.</param>
public readonly record struct TakenBack(Outcome Outcome, long Amount);
