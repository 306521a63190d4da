namespace Ledger.Rules.Rows;

/// <summary>
/// A top-up that brought bonus: what is left of its amount and of that bonus after refunds, how much of the bonus has expired rather than
/// been spent, in minor units, and the last day of its lot. <paramref name="OwedMinor"/>: bonus that had to go with a refund, was spent, and
/// is not kept back yet because that refund was smaller.
/// </summary>
public sealed record LoadedBonus(
    Guid Key, long AmountMinor, long BonusMinor, long ExpiredMinor, DateOnly LastDay, long OwedMinor = 0)
{
    /// <summary>What <paramref name="refund"/> takes of it.</summary>
    public LoadedBonus PartOf(RefundFacts refund) => this with
    {
        AmountMinor = refund.Amount,
        BonusMinor = refund.Legs.Where(leg => leg.Leg > 0).Sum(leg => leg.Amount),
        ExpiredMinor = refund.BonusExpiredMinor,
        OwedMinor = refund.BonusNettedMinor - refund.BonusShortMinor,
    };

    /// <summary>It with <paramref name="part"/> so many times more, or less.</summary>
    public LoadedBonus With(LoadedBonus part, int times) => this with
    {
        AmountMinor = AmountMinor + times * part.AmountMinor,
        BonusMinor = BonusMinor + times * part.BonusMinor,
        ExpiredMinor = ExpiredMinor + times * part.ExpiredMinor,
        OwedMinor = OwedMinor + times * part.OwedMinor,
    };
}
