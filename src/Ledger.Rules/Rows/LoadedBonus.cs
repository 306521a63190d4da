namespace Ledger.Rules.Rows;

/// <summary>
/// A top-up that brought bonus: what is left of its amount and of that bonus after refunds, how much of the bonus has expired rather than
/// been spent, in minor units, and the last day of its lot. <paramref name="OwedMinor"/>: bonus that had to go with a refund, was spent, and
/// is not kept back yet because that refund was smaller.
/// </summary>
public sealed record LoadedBonus(
    Guid Key, long AmountMinor, long BonusMinor, long ExpiredMinor, DateOnly LastDay, long OwedMinor = 0);
