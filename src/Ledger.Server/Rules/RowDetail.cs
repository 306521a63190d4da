namespace Ledger.Server.Rules;

/// <summary>
/// What the first row of a transaction says beyond its columns: facts that a rule decided on, and changes of an account that are not
/// transfers. Null on plain accruals and debits. The column <c>journal.detail</c> holds it as JSON, names in snake case, so people and
/// reports can read it. Every change of state that <see cref="AccountState.Apply"/> makes comes from a row and its detail, never from rules.
/// </summary>
public sealed record RowDetail
{
    /// <summary>What counts for tiers and caps.</summary>
    public ActivityFacts? Activity { get; init; }
    public StandingFacts? Standing { get; init; }
    public TierFacts? Tier { get; init; }
    public BasketFacts? Basket { get; init; }
    /// <summary>A purchase without a basket, where more than its amount decided what it earned.</summary>
    public EarningFacts? Earning { get; init; }
    public RefundFacts? Refund { get; init; }
    public HoldFacts? Hold { get; init; }
    /// <summary>CaptureHold, ReleaseHold, TimeOutHold: what the hold sets aside from now on; null amounts: nothing more.</summary>
    public HoldFacts? HoldLeft { get; init; }
    /// <summary>The type and last day of the card that this row issues, and whether it waits for approval.</summary>
    public CardFacts? Card { get; init; }
    /// <summary>Cards whose status changes.</summary>
    public IReadOnlyList<CardChange>? Cards { get; init; }
    public AccountStatus? Status { get; init; }
    /// <summary>Transfer, Merge: where it goes. Arrive, ComeBack: where it comes from.</summary>
    public long? OtherAccount { get; init; }
    public IReadOnlyList<NewIdentifier>? Identifiers { get; init; }
    public IReadOnlyList<Birthday>? Birthdays { get; init; }
    public PinFacts? Pin { get; init; }
    /// <summary>The count of wrong PINs starts anew.</summary>
    public bool PinFailuresEnd { get; init; }
    /// <summary>SetTier: why; the tier's code is the note.</summary>
    public string? Reason { get; init; }
    /// <summary>GrantBonus: the next day a monthly bonus is due.</summary>
    public DateOnly? NextGrantOn { get; init; }
    /// <summary>Principal paid out, or the fee the till takes, in minor units.</summary>
    public long PayOutMinor { get; init; }
    public long FeeMinor { get; init; }
    /// <summary>Reverse: the original had not arrived and is blocked now.</summary>
    public bool KeyBlocked { get; init; }
}

/// <summary>What a purchase adds to (or a return takes from) what tiers and caps count, on a day.</summary>
public sealed record ActivityFacts(DateOnly Date, int Purchases, long SpendMinor, long Points);

/// <summary>Where a member stands after a transaction. A figure of 0 is not asked for by the next tier.</summary>
public sealed record StandingFacts(
    string Tier, int PayPermille, int EarnPercent, string? NextTier, long NextPurchases, long NextSpendMinor, long NextPoints);

/// <summary>The tier from now on, the last day of it (<see cref="DateOnly.MaxValue"/>: kept), and when its monthly bonus is due next.</summary>
public sealed record TierFacts(string Tier, DateOnly Until, DateOnly NextGrantOn);

/// <summary>A basket as it was decided. Amounts in minor units; <paramref name="Due"/> line by line what was charged.</summary>
public sealed record BasketFacts(
    CheckoutLine[] Lines, long[] Due, long ListMinor, long DueMinor, long Points, long PointsWorthMinor, long StoredValueMinor, long BonusMinor, long RestMinor,
    long EarnedPoints, RulePoints[] Rules, EarningFacts Earning);

/// <summary>
/// What earning depended on beside the basket: enough to earn again what is left after a return. The cap of a day is not among it: what is left
/// never earns more than all of it did.
/// </summary>
public sealed record EarningFacts(string Tier, IReadOnlyList<Birthday> Birthdays);

/// <summary>What one rule did to the points of a purchase.</summary>
public readonly record struct RulePoints(string Rule, long Points);

/// <summary>
/// What a refund or reversal undid: of each transfer of the original how much (also what was forfeited), line by line what was returned,
/// and what it came to.
/// </summary>
public sealed record RefundFacts
{
    public IReadOnlyList<RefundedLeg> Legs { get; init; } = [];
    public IReadOnlyList<RefundLine> Lines { get; init; } = [];
    /// <summary>In the original's unit.</summary>
    public long Amount { get; init; }
    public long StoredValueMinor { get; init; }
    public long PointsRestored { get; init; }
    /// <summary>Of <see cref="Amount"/>: what points had paid, and what other means had, in minor units.</summary>
    public long PointsWorthMinor { get; init; }
    /// <summary>Before netting.</summary>
    public long RestMinor { get; init; }
    /// <summary>Earned points that had to go, and those of them that were no longer there.</summary>
    public long PointsTakenBack { get; init; }
    public long PointsShort { get; init; }
    public long NettedMinor { get; init; }
    public long Forfeited { get; init; }
    /// <summary>Nothing of the original is left.</summary>
    public bool IsWhole { get; init; }
}

/// <summary>How much of the transfer <paramref name="Leg"/> of the original is undone.</summary>
public readonly record struct RefundedLeg(short Leg, long Amount);

/// <summary>Stored value set aside by the operation <paramref name="Key"/>: principal, and bonus lot by lot.</summary>
public sealed record HoldFacts(Guid Key, long PrincipalMinor, IReadOnlyList<Lot> Bonus, DateTime ExpiresAt)
{
    public long LeftMinor
    {
        get
        {
            var left = PrincipalMinor;
            foreach (var lot in Bonus) left += lot.Amount;
            return left;
        }
    }
}

/// <summary>The type of an issued card, its last day (null: does not expire), and its first status.</summary>
public sealed record CardFacts(string Type, DateOnly? ExpiresOn, CardStatus Status);

/// <param name="ExpiresOn">Its last day from now on; null: as it was.</param>
/// <param name="Was">Merge: the status before, for a merge that comes back.</param>
public sealed record CardChange(Guid Card, CardStatus Status, DateOnly? ExpiresOn = null, CardStatus Was = CardStatus.None);

/// <summary>A PIN: PBKDF2 with this salt and a pepper that is not in the database.</summary>
public sealed record PinFacts(byte[] Salt, byte[] Hash);
