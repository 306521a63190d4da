using Google.Protobuf.WellKnownTypes;
using Ledger.Rules.Program;

namespace Ledger.Server.Queries;

/// <summary>A version of a program in the contract's words.</summary>
internal static class ProgramWords
{
    /// <param name="next">When the version after it comes into force; null: none is announced.</param>
    public static V1.ProgramFacts Of(ProgramRules rules, DateTime? next) => new()
    {
        Program = rules.Program,
        Name = rules.Name,
        Version = rules.Version,
        ActiveFrom = Timestamp.FromDateTime(rules.ActiveFrom),
        NextActiveFrom = next is { } moment ? Timestamp.FromDateTime(moment) : null,
        EarnPoints = rules.EarnPoints,
        EarnPerMinor = rules.EarnPerMinor,
        PointsValidity = Of(rules.PointsValidity),
        RedeemBlock = rules.RedeemBlock,
        RedeemWorthMinor = rules.RedeemWorthMinor,
        PointsSharePermille = rules.PointsSharePermille,
        Rewards = { rules.Rewards.Select(Of) },
        Tiers = { rules.Tiers.Select(Of) },
        CardTypes = { rules.CardTypes.Select(Of) },
        Categories = { rules.Categories.Values.OrderBy(category => category.Code, StringComparer.Ordinal).Select(Of) },
        Actions = { rules.Actions.Select(action => new V1.ProgramAction { Code = action.Code, Points = action.Points }) },
        Limits = LimitsOf(rules),
        Holds = new V1.ProgramHolds { Minutes = rules.Holds.MinutesMax, Count = rules.Holds.CountMax },
        Pin = Of(rules.Pin),
        TopUpBonuses =
        {
            rules.BonusSteps.Select(step => new V1.TopUpStep { FromMinor = step.FromMinor, BonusMinor = step.BonusMinor }),
        },
        PointsTransferable = rules.PointsTransferable,
        ValueTransferable = rules.ValueTransferable,
        LostCardFeeMinor = rules.LostCardFeeMinor,
        DamagedCardFeeMinor = rules.DamagedCardFeeMinor,
        CardCodesExact = rules.CardCodesAreExact,
    };

    private static V1.ProgramValidity Of(Validity validity) => new()
    {
        Kind = validity.Kind switch
        {
            ValidityKind.Days => V1.ValidityKind.Days,
            ValidityKind.Months => V1.ValidityKind.Months,
            ValidityKind.EndOfYear => V1.ValidityKind.EndOfYear,
            _ => V1.ValidityKind.Unlimited,
        },
        Count = validity.Count,
    };

    private static V1.ProgramReward Of(Reward reward) => new()
    {
        Code = reward.Code,
        Points = reward.Points,
        WorthMinor = reward.WorthMinor,
        IsBonus = reward.Form == RewardForm.Bonus,
        StepPoints = reward.StepPoints,
        StepWorthMinor = reward.StepWorthMinor,
    };

    private static V1.ProgramTier Of(Tier tier) => new()
    {
        Code = tier.Code,
        Name = tier.Name,
        ReachedBy = { tier.Reaches.Select(Of) },
        PayPermille = tier.PayPermille,
        EarnPercent = tier.EarnPercent,
        Earns = tier.Earns,
        Loads = tier.Loads,
        Spends = tier.Spends,
        MonthlyBonusMinor = tier.MonthlyBonusMinor,
        Benefits = tier.Benefits,
    };

    private static V1.TierReach Of(Reach reach) => new()
    {
        Purchases = reach.Measure == TierMeasure.Purchases ? reach.Least : 0,
        SpendMinor = reach.Measure == TierMeasure.Spend ? reach.Least : 0,
        Points = reach.Measure == TierMeasure.Points ? reach.Least : 0,
        Window = reach.Window switch
        {
            TierWindow.Day => V1.TierWindow.Day,
            TierWindow.Months => V1.TierWindow.Months,
            TierWindow.Year => V1.TierWindow.Year,
            _ => V1.TierWindow.Ever,
        },
        Months = reach.Months,
    };

    private static V1.ProgramCardType Of(CardType type) => new()
    {
        Code = type.Code,
        Name = type.Name,
        Earns = type.Earns,
        Loads = type.Loads,
        Spends = type.Spends,
        NeedsApproval = type.NeedsApproval,
        Validity = Of(type.Validity),
        ClosesAtZero = type.ClosesAtZero,
        ForfeitsAtExpiry = type.ForfeitsAtExpiry,
    };

    private static V1.ProgramCategory Of(Category category) => new()
    {
        Code = category.Code,
        EarnPoints = category.EarnPoints,
        EarnPerMinor = category.EarnPerMinor,
        NoDiscount = category.NoDiscount,
    };

    private static V1.ProgramLimits LimitsOf(ProgramRules rules) => new()
    {
        TopUpMinor = rules.TopUpMaxMinor,
        DebitMinor = rules.DebitMaxMinor,
        PurchaseMinor = rules.PurchaseMaxMinor,
        Points = rules.PointsMax,
        StoredValueMinor = rules.StoredValueMaxMinor,
        PointsBalance = rules.PointsBalanceMax,
        Cards = rules.CardsMax,
    };

    private static V1.ProgramPin Of(PinRules pin)
    {
        var facts = new V1.ProgramPin
        {
            WhenSet = pin.WhenSet, Tries = pin.Tries, LockMinutes = pin.LockMinutes, TriesMax = pin.TriesMax,
        };
        if (pin.AboveMinor != long.MaxValue) facts.AboveMinor = pin.AboveMinor;
        return facts;
    }
}
