using System.Collections.Frozen;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Returns;

namespace Ledger.Rules.Program;

/// <summary>
/// One version of a program's rules, checked and ready to decide by. Immutable. A program document says what each rule means.
/// </summary>
public sealed record ProgramRules
{
    public required short Program { get; init; }
    /// <summary>For people; 1 to 64 characters in a document.</summary>
    public string Name { get; init; } = "";
    /// <summary>From 1, rising; recorded on every transaction it decided.</summary>
    public required int Version { get; init; }
    /// <summary>In force from this business time on, UTC.</summary>
    public required DateTime ActiveFrom { get; init; }

    /// <summary><see cref="EarnPoints"/> points for every full <see cref="EarnPerMinor"/> minor units; the tail earns nothing.</summary>
    public required long EarnPoints { get; init; }
    public required long EarnPerMinor { get; init; }
    public required Validity PointsValidity { get; init; }

    /// <summary>Points are redeemed in multiples of this; each block is worth <see cref="RedeemWorthMinor"/>.</summary>
    public required long RedeemBlock { get; init; }
    public required long RedeemWorthMinor { get; init; }

    /// <summary>Rising by <see cref="BonusStep.FromMinor"/>; the last one reached gives its bonus.</summary>
    public required BonusStep[] BonusSteps { get; init; }
    public required Validity BonusValidity { get; init; }
    public required PoolOrder PoolOrder { get; init; }

    /// <summary>Largest amounts of one operation, in minor units or points.</summary>
    public required long TopUpMaxMinor { get; init; }
    public required long DebitMaxMinor { get; init; }
    public required long PurchaseMaxMinor { get; init; }
    public required long PointsMax { get; init; }
    /// <summary>Largest balances: principal and bonus together, and points.</summary>
    public required long StoredValueMaxMinor { get; init; }
    public required long PointsBalanceMax { get; init; }
    /// <summary>Cards an account can have had.</summary>
    public required int CardsMax { get; init; }
    /// <summary>Cards it can have in use, or waiting, at a time.</summary>
    public int ActiveCardsMax { get; init; } = int.MaxValue;

    /// <summary>Days between an announcement of a version and the day it may come into force.</summary>
    public int NoticeDays { get; init; }
    public PointsWaiting PointsWaiting { get; init; } = PointsWaiting.None;
    /// <summary>Goods with a rate of their own, by the category's code.</summary>
    public IReadOnlyDictionary<string, Category> Categories { get; init; } = FrozenDictionary<string, Category>.Empty;
    /// <summary>True when what is paid with bonus earns like money.</summary>
    public bool BonusEarns { get; init; }
    public Multiplier[] Multipliers { get; init; } = [];
    /// <summary>What happens when several multipliers apply, the tier's among them.</summary>
    public MultiplierCombination MultiplierCombination { get; init; }
    /// <summary>Rising by <see cref="ThresholdBonus.FromPoints"/>; the last one reached gives its bonus, after the multipliers.</summary>
    public ThresholdBonus[] ThresholdBonuses { get; init; } = [];
    /// <summary>The most one purchase earns, and all purchases of a business date.</summary>
    public long PurchasePointsMax { get; init; } = long.MaxValue;
    public long DayPointsMax { get; init; } = long.MaxValue;
    /// <summary>What happens to points of a purchase or action that no longer fit under <see cref="PointsBalanceMax"/>.</summary>
    public WhenFull WhenFull { get; init; }
    public AccrualAction[] Actions { get; init; } = [];
    public Reward[] Rewards { get; init; } = [];
    /// <summary>How much of a basket points may pay, in thousandths.</summary>
    public int PointsSharePermille { get; init; } = 1000;
    public Discount[] Discounts { get; init; } = [];
    public DiscountCombination DiscountCombination { get; init; }
    /// <summary>The first one is where every account starts; empty: the program has none.</summary>
    public Tier[] Tiers { get; init; } = [];
    public TierEnd TierEnd { get; init; }
    public TierByHand TierByHand { get; init; }
    /// <summary>How long a tier is kept after it was reached.</summary>
    public Validity TierValidity { get; init; } = Validity.Unlimited;
    /// <summary>The first one is what a card is when nothing else is said.</summary>
    public CardType[] CardTypes { get; init; } = [CardType.Member];
    /// <summary>True when the code of a card is what was typed, character by character; otherwise it is normalised.</summary>
    public bool CardCodesAreExact { get; init; }
    public IssueRules Issue { get; init; } = IssueRules.None;
    /// <summary>What a replacement costs, in minor units.</summary>
    public long LostCardFeeMinor { get; init; }
    public long DamagedCardFeeMinor { get; init; }
    /// <summary>Who has a fee that was taken from stored value.</summary>
    public FeeOwner FeesBelongTo { get; init; }
    public PinRules Pin { get; init; } = PinRules.None;
    public ReturnRules Returns { get; init; } = new(SpentPoints.Negative, new ExpiredLots(ExpiredLotsKind.Extend, 30));
    public CancelInDebt CancelInDebt { get; init; }
    public bool PointsTransferable { get; init; }
    public bool ValueTransferable { get; init; }
    public HoldRules Holds { get; init; } = new(7 * 24 * 60, 20);

    /// <summary>What a purchase earns at the program's rate: the tail is dropped, so 559.00 at one point for 10.00 earns 55.</summary>
    public long PointsFor(long purchaseMinor) => checked((long)((Int128)(purchaseMinor / EarnPerMinor) * EarnPoints));

    /// <summary>True when purchases are counted: for tiers, or for the cap of a day.</summary>
    public bool CountsActivity => Tiers.Length > 0 || DayPointsMax != long.MaxValue;

    /// <summary>The tier of that code; the first one for an unknown code, null when the program has none.</summary>
    public Tier? TierOf(string code)
    {
        foreach (var tier in Tiers)
            if (tier.Code == code) return tier;
        return Tiers.Length > 0 ? Tiers[0] : null;
    }

    /// <summary>The card type of that code; the first one for an unknown code.</summary>
    public CardType CardTypeOf(string code)
    {
        foreach (var type in CardTypes)
            if (type.Code == code) return type;
        return CardTypes[0];
    }

    /// <summary>The bonus a top-up brings, in minor units.</summary>
    public long BonusFor(long topUpMinor)
    {
        long bonus = 0;
        foreach (var step in BonusSteps)
            if (topUpMinor >= step.FromMinor) bonus = step.BonusMinor;
        return bonus;
    }

    /// <summary>The largest top-up that fits into <paramref name="roomMinor"/> together with its bonus; 0: none does.</summary>
    public long LargestTopUpFor(long roomMinor)
    {
        var largest = Math.Max(0, Math.Min(roomMinor, BonusSteps.Length > 0 ? BonusSteps[0].FromMinor - 1 : roomMinor));
        for (var step = 0; step < BonusSteps.Length; step++)
        {
            var fits = roomMinor - BonusSteps[step].BonusMinor;
            if (step + 1 < BonusSteps.Length) fits = Math.Min(fits, BonusSteps[step + 1].FromMinor - 1);
            if (fits >= BonusSteps[step].FromMinor) largest = Math.Max(largest, fits);
        }
        return largest;
    }

    /// <summary>
    /// How much of a debit is taken from bonus, in minor units; <paramref name="amount"/> must not be more than both pools hold.
    /// </summary>
    public long ShareOfBonus(long amount, long principal, long bonus) => PoolOrder switch
    {
        PoolOrder.BonusFirst => Math.Min(amount, bonus),
        PoolOrder.PrincipalFirst => amount - Math.Min(amount, principal),
        PoolOrder.Proportional => amount == 0 ? 0 : (long)((Int128)amount * bonus / (principal + bonus)),
        _ => throw new InvariantBrokenException($"Unknown order of pools {PoolOrder}."),
    };

    /// <summary>What points are worth at the till, in minor units.</summary>
    public long WorthOf(long points) => checked((long)((Int128)(points / RedeemBlock) * RedeemWorthMinor));

    /// <summary>What points are worth that were spent and are owed, in minor units, rounded up.</summary>
    public long WorthOfOwed(long points) => checked((long)(((Int128)points * RedeemWorthMinor + RedeemBlock - 1) / RedeemBlock));

    /// <summary>The most points that are owed whose worth is not more than <paramref name="minor"/> units.</summary>
    public long OwedWorthAtMost(long minor) =>
        RedeemWorthMinor == 0 ? 0 : (long)Int128.Min(long.MaxValue, (Int128)minor * RedeemBlock / RedeemWorthMinor);

    /// <summary>The largest amount one operation of this kind may ask for; for Adjust in units of its asset.</summary>
    public long LargestFor(OperationKind kind, Asset asset) => (kind, asset) switch
    {
        (OperationKind.TopUp, _) => TopUpMaxMinor,
        (OperationKind.Debit or OperationKind.PlaceHold, _) => DebitMaxMinor,
        (OperationKind.Redeem, _) => PointsMax,
        (OperationKind.Accrue or OperationKind.Adjust or OperationKind.Transfer, Asset.Points) => PointsMax,
        (OperationKind.Accrue or OperationKind.Checkout, _) => PurchaseMaxMinor,
        (OperationKind.Adjust or OperationKind.Transfer, _) => TopUpMaxMinor,
        _ => long.MaxValue,
    };
}
