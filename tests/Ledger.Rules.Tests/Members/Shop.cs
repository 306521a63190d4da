using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Deciding;

namespace Ledger.Rules.Tests.Members;

/// <summary>
/// An online shop: silver from 2 purchases or 79 yuan, gold 5 or 188, platinum 15 or 688, diamond 30 or 1288, kept for a year, with 3,
/// 5 and 10 yuan a month from gold on.
/// </summary>
internal static class Shop
{
    public static ProgramRules Rules { get; } = Branch.Demo with
    {
        TierValidity = new Validity(ValidityKind.Months, 12), Tiers = Within(TierWindow.Ever, 0),
    };

    /// <summary>The same within twelve months.</summary>
    public static Tier[] WithinYear { get; } = Within(TierWindow.Months, 12);

    public static Guid Buys(Till till, long amount)
    {
        till.Post(OperationKind.Accrue, amount, Asset.Principal);
        Assert.Equal(Outcome.Posted, till.Outcome);
        return till.LastKey;
    }

    private static Tier[] Within(TierWindow window, int months)
    {
        Tier Of(string code, long purchases, long spend, long monthly) =>
            new(code, code, [new Reach(TierMeasure.Purchases, purchases, window, months),
                new Reach(TierMeasure.Spend, spend, window, months)])
            {
                MonthlyBonusMinor = monthly,
            };
        return
        [
            new Tier("ordinary", "Ordinary", []), Of("silver", 2, 7_900, 0), Of("gold", 5, 18_800, 300), Of("platinum", 15, 68_800, 500),
            Of("diamond", 30, 128_800, 1000),
        ];
    }
}
