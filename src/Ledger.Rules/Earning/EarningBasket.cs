using Ledger.Rules.Asked;
using Ledger.Rules.Time;

namespace Ledger.Rules.Earning;

/// <summary>
/// A basket as earning sees it: its lines, what each cost, their sum, and how much of that is money that earns, all in minor units.
/// </summary>
internal readonly ref struct EarningBasket(ReadOnlySpan<CheckoutLine> lines, ReadOnlySpan<long> due, long dueMinor, long paidMinor)
{
    public ReadOnlySpan<CheckoutLine> Lines { get; } = lines;
    public ReadOnlySpan<long> Due { get; } = due;
    public long DueMinor { get; } = dueMinor;
    public long PaidMinor { get; } = paidMinor;
}
