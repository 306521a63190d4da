namespace Ledger.Rules.Rows;

/// <summary>
/// A top-up that brought bonus: what is left of its amount and of that bonus after refunds and pay-outs, how much of the bonus has expired
/// rather than been spent, in minor units, and the last day of its lot. The key <see cref="Older"/>: several, the oldest ones, added up.
/// </summary>
/// <param name="OwedMinor">Bonus that had to go with a refund, was spent, and is not kept back yet because that refund was smaller.</param>
/// <param name="SpentMinor">Of the amount: what had been spent when principal came to an account that had none left.</param>
/// <param name="LoadedBySeq">The first row of the top-up: what was spent before is none of it; 0: some may be.</param>
/// <param name="SpentBySeq">The row with which principal came when all of it had been spent.</param>
/// <param name="SpentOn">The account of that row.</param>
public sealed record LoadedBonus(
    Guid Key, long AmountMinor, long BonusMinor, long ExpiredMinor, DateOnly LastDay, long OwedMinor = 0, long SpentMinor = 0,
    long LoadedBySeq = 0, long SpentBySeq = 0, long SpentOn = 0)
{
    /// <summary>The key of those that were added up.</summary>
    public static readonly Guid Older = Guid.Empty;

    /// <summary>What of its amount can still be among the account's principal.</summary>
    public long ThereMinor => AmountMinor - SpentMinor;

    /// <summary>
    /// Some of its bonus is there or was spent, or can be there again because a refund took it: its principal does not go to another
    /// member.
    /// </summary>
    public bool IsTied => BonusMinor == 0 || BonusMinor > ExpiredMinor || OwedMinor > 0;

    /// <summary>What <paramref name="refund"/> takes of it.</summary>
    public LoadedBonus PartOf(RefundFacts refund) => this with
    {
        AmountMinor = refund.Amount,
        BonusMinor = refund.Legs.Where(leg => leg.Leg > 0).Sum(leg => leg.Amount),
        ExpiredMinor = refund.BonusExpiredMinor,
        OwedMinor = refund.BonusNettedMinor - refund.BonusShortMinor,
        SpentMinor = 0,
    };

    /// <summary>It with <paramref name="part"/> so many times more, or less.</summary>
    public LoadedBonus With(LoadedBonus part, int times)
    {
        var amount = Math.Max(0, AmountMinor + times * part.AmountMinor);
        return this with
        {
            AmountMinor = amount,
            BonusMinor = Math.Max(0, BonusMinor + times * part.BonusMinor),
            ExpiredMinor = Math.Max(0, ExpiredMinor + times * part.ExpiredMinor),
            OwedMinor = OwedMinor + times * part.OwedMinor,
            SpentMinor = Math.Clamp(SpentMinor + times * part.SpentMinor, 0, amount),
        };
    }

    /// <summary>What it is more, or less, than <paramref name="other"/> of the same key; without what was spent.</summary>
    public LoadedBonus Less(LoadedBonus other) => this with
    {
        AmountMinor = AmountMinor - other.AmountMinor, BonusMinor = BonusMinor - other.BonusMinor,
        ExpiredMinor = ExpiredMinor - other.ExpiredMinor, OwedMinor = OwedMinor - other.OwedMinor, SpentMinor = 0,
    };

    /// <summary>It and one that is older, added up.</summary>
    public LoadedBonus And(LoadedBonus older)
    {
        var spent = SpentOn == 0 || (SpentOn == older.SpentOn && older.SpentBySeq > SpentBySeq) ? older : this;
        return new LoadedBonus(Older, AmountMinor + older.AmountMinor, BonusMinor + older.BonusMinor, ExpiredMinor + older.ExpiredMinor,
            LastDay > older.LastDay ? LastDay : older.LastDay, OwedMinor + older.OwedMinor, SpentMinor + older.SpentMinor,
            Math.Min(LoadedBySeq, older.LoadedBySeq), spent.SpentBySeq, spent.SpentOn);
    }
}
