using FsCheck;
using FsCheck.Fluent;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Simulation;

namespace Ledger.Rules.Tests.Properties;

/// <summary>Random programs and lives under them, for properties. A life gets smaller by ending sooner.</summary>
internal static class Lives
{
    public static Arbitrary<(int Seed, int Length)> Any { get; } = Arb.From(
        from seed in Gen.Choose(1, int.MaxValue - 1)
        from length in Gen.Choose(20, 150)
        select (seed, length), life => Enumerable.Range(1, 6).Select(part => (life.seed, life.length * part / 7))
            .Where(shorter => shorter.Item2 > 0));

    public static Arbitrary<int> Seed { get; } = Arb.From(Gen.Choose(1, int.MaxValue - 1));

    public static SimulatedHistory Lived((int Seed, int Length) life) => new(life.Seed, life.Length);

    /// <summary>A random program that keeps nobody from anything and in which nothing expires.</summary>
    public static ProgramRules Generous(Random random) => new RandomProgram(random).Of(1) with
    {
        StoredValueMaxMinor = 1_000_000_000_000, PointsBalanceMax = 1_000_000_000_000, CardTypes = [CardType.Member], Pin = PinRules.None,
        PointsValidity = Validity.Unlimited, BonusValidity = new Validity(ValidityKind.EndOfYear, 5), PointsSharePermille = 1000,
        RedeemWorthMinor = random.Next(1, 500),
        Tiers = random.Next(2) == 0 ? [] : [new Tier("first", "First", []) { EarnPercent = 150, PayPermille = 977 },
        new Tier("second", "Second", [new Reach(TierMeasure.Spend, 5000, TierWindow.Ever)])],
    };
}
