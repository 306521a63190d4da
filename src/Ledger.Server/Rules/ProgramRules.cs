namespace Ledger.Server.Rules;

/// <summary>
/// One version of a program's rules, checked and ready to decide by. Immutable. A program document says what each rule means.
/// </summary>
public sealed record ProgramRules
{
    public required short Program { get; init; }
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

    /// <summary>What a purchase earns: the tail is dropped, so 559.00 at one point for 10.00 earns 55.</summary>
    public long PointsFor(long purchaseMinor) => checked((long)((Int128)(purchaseMinor / EarnPerMinor) * EarnPoints));

    /// <summary>The largest purchase that earns no more than <paramref name="points"/>, in minor units.</summary>
    public long LargestPurchaseFor(long points) => checked((long)((Int128)(points / EarnPoints) * EarnPerMinor + EarnPerMinor - 1));

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

    /// <summary>What points are worth at the till, in minor units.</summary>
    public long WorthOf(long points) => checked((long)((Int128)(points / RedeemBlock) * RedeemWorthMinor));

    /// <summary>The largest amount one operation of this kind may ask for; for Adjust in units of its asset.</summary>
    public long LargestFor(OperationKind kind, Asset asset) => (kind, asset) switch
    {
        (OperationKind.TopUp, _) => TopUpMaxMinor,
        (OperationKind.Debit, _) => DebitMaxMinor,
        (OperationKind.Redeem, _) => PointsMax,
        (OperationKind.Accrue or OperationKind.Adjust, Asset.Points) => PointsMax,
        (OperationKind.Accrue, _) => PurchaseMaxMinor,
        (OperationKind.Adjust, _) => TopUpMaxMinor,
        _ => long.MaxValue,
    };
}

/// <summary>From <see cref="FromMinor"/> on a top-up brings <see cref="BonusMinor"/>.</summary>
public sealed record BonusStep(long FromMinor, long BonusMinor);

/// <summary>Which pool a debit takes from first.</summary>
public enum PoolOrder
{
    BonusFirst,
    PrincipalFirst,
    /// <summary>From both in proportion to what each holds; the odd minor unit from principal.</summary>
    Proportional,
}

/// <summary>How long a lot can be spent.</summary>
public sealed record Validity(ValidityKind Kind, int Count = 0)
{
    public static readonly Validity Unlimited = new(ValidityKind.Unlimited);

    /// <summary>The last usable day of a lot earned on <paramref name="earnedOn"/>.</summary>
    public DateOnly LastDay(DateOnly earnedOn) => Kind switch
    {
        ValidityKind.Unlimited => DateOnly.MaxValue,
        ValidityKind.Days => earnedOn.AddDays(Count),
        ValidityKind.Months => earnedOn.AddMonths(Count),
        ValidityKind.EndOfYear => new DateOnly(earnedOn.Year + Count, 12, 31),
        _ => throw new InvariantBrokenException($"Unknown validity {Kind}."),
    };
}

public enum ValidityKind
{
    Unlimited,
    /// <summary>The earning day and this many days after it.</summary>
    Days,
    /// <summary>Up to the same day of the month, this many months on (the last day of a shorter month).</summary>
    Months,
    /// <summary>Up to 31 December, this many years after the year of earning.</summary>
    EndOfYear,
}
