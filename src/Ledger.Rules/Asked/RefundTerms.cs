namespace Ledger.Rules.Asked;

/// <param name="Lines">Which lines of a checkout, and how much of each (0: all that is left); empty: see
/// <see cref="Operation.Asked"/>.</param>
public sealed record RefundTerms(RefundLine[] Lines) : OperationTerms;

public readonly record struct RefundLine(int Line, long AmountMinor);
