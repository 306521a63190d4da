using Ledger.Rules.Codes;

namespace Ledger.Rules.Deciding;

/// <summary>Why an operation is not done.</summary>
/// <param name="Outcome">10 or above.</param>
/// <param name="Figure">The most that would not have been refused, or the block, as the outcome says; 0 where there is none.</param>
internal readonly record struct Refusal(Outcome Outcome, long Figure = 0);
