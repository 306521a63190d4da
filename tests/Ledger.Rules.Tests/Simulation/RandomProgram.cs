using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>Programs that no chain would run, so that every rule meets every other one.</summary>
internal sealed class RandomProgram(Random random)
{
    private static readonly string[] _categories = ["food", "wine", "books"];

    /// <summary>Two versions of a program: the second has other numbers, under the same names of tiers, card types and rewards.</summary>
    public IReadOnlyList<ProgramRules> Versions(short program, DateTime change)
    {
        var first = Of(program);
        var (tiers, types) = (first.Tiers, first.CardTypes);
        return [first, Of(program) with { Version = 2, ActiveFrom = change, Tiers = tiers, CardTypes = types }];
    }

    public ProgramRules Of(short program) => new()
    {
        Program = program,
        Version = 1,
        ActiveFrom = DateTime.MinValue,
        EarnPoints = random.Next(1, 6),
        EarnPerMinor = Among(1, 7, 100, 1000),
        PointsValidity = Lasting(),
        RedeemBlock = Among(1, 3, 10, 100),
        RedeemWorthMinor = Among(0, 1, 7, 100, 500),
        BonusSteps = Steps().Select(step => new BonusStep(step.From, step.Gift)).ToArray(),
        BonusValidity = Lasting(),
        PoolOrder = Among(PoolOrder.BonusFirst, PoolOrder.PrincipalFirst, PoolOrder.Proportional),
        TopUpMaxMinor = 1_000_000_000_000,
        DebitMaxMinor = 1_000_000_000_000,
        PurchaseMaxMinor = 1_000_000_000_000,
        PointsMax = 1_000_000_000_000,
        StoredValueMaxMinor = Among(3000, 20_000, 1_000_000_000, 1_000_000_000),
        PointsBalanceMax = Among(300, 5000, 1_000_000_000, 1_000_000_000),
        CardsMax = random.Next(2, 7),
        ActiveCardsMax = Among(1, 2, int.MaxValue, int.MaxValue),
        PointsWaiting = Among(PointsWaiting.None, PointsWaiting.None, new PointsWaiting(PointsWaitingKind.Days, random.Next(1, 20)),
        new PointsWaiting(PointsWaitingKind.NextYear)),
        Categories = _categories.Take(random.Next(4))
            .ToDictionary(code => code, code => new Category(code, Among(0, 1, 2, 5), Among(1, 7, 100, 1000), random.Next(3) == 0)),
        BonusEarns = random.Next(2) == 0,
        WhenFull = Among(WhenFull.Cap, WhenFull.Refuse),
        Multipliers = Many(3, index => new Multiplier($"times {index}", Among(110, 150, 200, 300), When(), random.Next(3) == 0
            ? new HashSet<string>(_categories.Where(_ => random.Next(2) == 0)) : [])),
        MultiplierCombination = Among(MultiplierCombination.Multiply, MultiplierCombination.Highest, MultiplierCombination.Add),
        ThresholdBonuses = random.Next(2) == 0 ? []
            : [.. Steps().Select((step, index) => new ThresholdBonus(step.From / 10 + 1 + index, step.Gift / 10 + index * 70))],
        PurchasePointsMax = Among(long.MaxValue, long.MaxValue, 20, 500),
        DayPointsMax = Among(long.MaxValue, long.MaxValue, 30, 700),
        Actions = [new AccrualAction("sign_in", random.Next(1, 20)), new AccrualAction("share", random.Next(1, 200))],
        Rewards =
        [
            new Reward("coupon", random.Next(1, 50), random.Next(0, 900), RewardForm.Coupon),
                new Reward("rebate", random.Next(1, 50), random.Next(1, 900), RewardForm.Bonus),
            new Reward("item", random.Next(1, 60), random.Next(1, 900), RewardForm.Coupon, random.Next(1, 30), random.Next(1, 500)),
        ],
        PointsSharePermille = Among(1000, 1000, 500, 333),
        Discounts = Many(3, index => new Discount($"off {index}", Among(980, 950, 880, 333), When())),
        DiscountCombination = Among(DiscountCombination.Best, DiscountCombination.Multiply),
        Tiers = random.Next(3) == 0 ? [] : Tiers(),
        TierEnd = Among(TierEnd.ToReached, TierEnd.OneStep),
        TierByHand = Among(TierByHand.Holds, TierByHand.Starts),
        TierValidity = Lasting(),
        CardTypes = CardTypes(),
        Issue = random.Next(4) > 0 ? IssueRules.None
        : new IssueRules(Among(0, 500), Among(0, 2000), new HashSet<IdentifierKind>(random.Next(2) == 0 ? [] : [IdentifierKind.Mobile])),
        LostCardFeeMinor = Among(0, 100, 250),
        DamagedCardFeeMinor = Among(0, 50),
        Pin = random.Next(3) switch
        {
            0 => PinRules.None,
            1 => new PinRules(true, Among(5000, long.MaxValue), 3, 15, 5),
            _ => new PinRules(false, Among(1000, 10_000, long.MaxValue), 2, 60, 4),
        },
        Returns = new ReturnRules(
            Among(SpentPoints.Negative, SpentPoints.Net, SpentPoints.Cap), random.Next(2) == 0 ? new ExpiredLots(ExpiredLotsKind.Forfeit)
            : new ExpiredLots(ExpiredLotsKind.Extend, random.Next(0, 40)),
            Among(SpentBonus.Net, SpentBonus.Net, SpentBonus.Keep, SpentBonus.Refuse),
            Among(TierOnReturn.Review, TierOnReturn.Review, TierOnReturn.Keep)),
        CancelInDebt = Among(CancelInDebt.Refuse, CancelInDebt.Net, CancelInDebt.WriteOff),
        PointsTransferable = random.Next(4) > 0,
        ValueTransferable = random.Next(4) > 0,
        Holds = new HoldRules(Among(30, 24 * 60, 40 * 24 * 60), random.Next(1, 5)),
    };

    private Tier[] Tiers()
    {
        var window = Among(TierWindow.Ever, TierWindow.Day, TierWindow.Months, TierWindow.Year);
        Reach Least(TierMeasure measure, int step) =>
            new(measure, step * Among(1, 2, 3) * (measure == TierMeasure.Purchases ? 2 : measure == TierMeasure.Spend ? 3000 : 60), window,
            window == TierWindow.Months ? random.Next(1, 25) : 0);
        return
        [
            .. Enumerable.Range(0, random.Next(2, 5)).Select(step => new Tier("tier" + step, "Tier " + step,
                step == 0 ? [] : [.. Enum.GetValues<TierMeasure>().Where(_ => random.Next(2) == 0).Select(measure => Least(measure, step))])
            {
                PayPermille = 1000 - step * Among(0, 20, 55),
                EarnPercent = Among(100, 100, 50, 150, 200),
                Earns = random.Next(15) > 0,
                Loads = random.Next(15) > 0,
                Spends = random.Next(15) > 0,
                MonthlyBonusMinor = Among(0, 0, 300),
            }),
        ];
    }

    private CardType[] CardTypes() =>
    [
        new("member", "Member") { Validity = random.Next(4) > 0 ? Validity.Unlimited : Lasting() },
        new("gift", "Gift") { Earns = false, ClosesAtZero = true, ForfeitsAtExpiry = random.Next(2) == 0, Validity = Lasting(),
        Loads = random.Next(2) == 0, TopUpBonus = random.Next(2) == 0, Reload = random.Next(2) == 0, CashOut = random.Next(2) == 0,
        MemberPrices = random.Next(2) == 0, TransfersIn = random.Next(2) == 0 },
        new("special", "Special") { NeedsApproval = true, Validity = Lasting(), Spends = random.Next(2) == 0 },
    ];

    private Condition When() => new Condition
    {
        DaysOfMonth = random.Next(4) == 0 ? new HashSet<int>(Enumerable.Range(1, 31).Where(_ => random.Next(2) == 0)) : null,
        IsLunar = random.Next(2) == 0,
        Weekdays = random.Next(5) == 0 ? new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Friday, DayOfWeek.Sunday } : null,
        From = random.Next(5) == 0 ? new DateOnly(2026, 3, 1) : DateOnly.MinValue,
        Through = random.Next(5) == 0 ? new DateOnly(2027, 6, 30) : DateOnly.MaxValue,
        DaysOfYear = random.Next(12) == 0 ? new HashSet<int> { 101, 501, 1001 } : null,
        BirthdayOf = random.Next(4) == 0 ? Among("own", "child") : null,
        BirthdaySpan = Among(BirthdaySpan.Day, BirthdaySpan.Week, BirthdaySpan.Month),
        Tiers = random.Next(8) == 0 ? new HashSet<string> { "tier1", "tier2" } : null,
        Stores = random.Next(8) == 0 ? new HashSet<int> { 1 } : null,
    };

    private Validity Lasting() => random.Next(4) switch
    {
        0 => Validity.Unlimited,
        1 => new Validity(ValidityKind.Days, random.Next(0, 90)),
        2 => new Validity(ValidityKind.Months, random.Next(1, 14)),
        _ => new Validity(ValidityKind.EndOfYear, random.Next(0, 3)),
    };

    private List<(long From, long Gift)> Steps()
    {
        var steps = new List<(long, long)>();
        long from = 0;
        for (var count = random.Next(4); count > 0; count--) steps.Add((from += random.Next(1, 3000), random.Next(0, 700)));
        return steps;
    }

    private T[] Many<T>(int most, Func<int, T> make) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(make)];

    private T Among<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
