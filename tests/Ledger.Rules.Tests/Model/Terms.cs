using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Model;

internal enum Lasting { Forever, Days, Months, YearEnd }

internal enum Pools { BonusFirst, PrincipalFirst, InProportion }

/// <summary>What a program promises its members, as the second model reads it.</summary>
internal sealed record Terms(
    int Program, long EarnPoints, long EarnPer, (Lasting Kind, int Count) PointsLast, long Block, long Worth,
    IReadOnlyList<(long From, long Bonus)> Steps, (Lasting Kind, int Count) BonusLasts, Pools Pools,
    long StoredValueMax, long PointsMax, int CardsMax)
{
    /// <summary>The rules of the demo card: 10.00 earn a point, blocks of 100 points, two bonus steps.</summary>
    public static Terms Demo { get; } = new(
        1, 1, 1000, (Lasting.YearEnd, 1), 100, 500, [(20_000, 1500), (50_000, 5000)], (Lasting.Months, 12), Pools.BonusFirst,
        10_000_000, 100_000_000, 5);

    /// <summary>The same terms as the server takes them.</summary>
    public ProgramRules ToRules(int version = 1, DateTime activeFrom = default) => new()
    {
        Program = (short)Program,
        Version = version,
        WhenFull = WhenFull.Refuse,
        ActiveFrom = activeFrom,
        EarnPoints = EarnPoints,
        EarnPerMinor = EarnPer,
        PointsValidity = ToValidity(PointsLast),
        RedeemBlock = Block,
        RedeemWorthMinor = Worth,
        BonusSteps = [.. Steps.Select(step => new BonusStep(step.From, step.Bonus))],
        BonusValidity = ToValidity(BonusLasts),
        PoolOrder = Pools switch
        {
            Pools.BonusFirst => PoolOrder.BonusFirst,
            Pools.PrincipalFirst => PoolOrder.PrincipalFirst,
            _ => PoolOrder.Proportional,
        },
        TopUpMaxMinor = 1_000_000_000_000,
        DebitMaxMinor = 1_000_000_000_000,
        PurchaseMaxMinor = 1_000_000_000_000,
        PointsMax = 1_000_000_000_000,
        StoredValueMaxMinor = StoredValueMax,
        PointsBalanceMax = PointsMax,
        CardsMax = CardsMax,
    };

    public override string ToString() =>
        $"program {Program}: {EarnPoints} a {EarnPer}, points last {PointsLast}, block {Block} worth {Worth}, "
        + $"steps [{string.Join(" ", Steps)}], "
        + $"bonus lasts {BonusLasts}, {Pools}, at most {StoredValueMax} stored, {PointsMax} points, {CardsMax} cards";

    private static Validity ToValidity((Lasting Kind, int Count) lasting) => new(lasting.Kind switch
    {
        Lasting.Days => ValidityKind.Days,
        Lasting.Months => ValidityKind.Months,
        Lasting.YearEnd => ValidityKind.EndOfYear,
        _ => ValidityKind.Unlimited,
    }, lasting.Count);
}
