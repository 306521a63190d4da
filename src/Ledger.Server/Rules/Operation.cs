namespace Ledger.Server.Rules;

/// <summary>
/// One intention of a caller, checked and resolved: the account is known, the business date is in the store's time zone, strings are
/// within bounds. One flat object for what all kinds and the hot ones have; what a rarer kind asks for is in <see cref="Terms"/>.
/// </summary>
public sealed class Operation
{
    /// <summary>UUIDv7 of the caller; the identity of the intention.</summary>
    public required Guid Key { get; init; }
    public required OperationKind Kind { get; init; }
    /// <summary>The account it is about, 1 to 2^53 - 1.</summary>
    public required long Account { get; init; }
    /// <summary>True when the caller named the account itself rather than a card or nothing.</summary>
    public bool AccountStated { get; init; }
    /// <summary>The card that was presented, or the identifier that was given; null: neither.</summary>
    public Guid? Card { get; init; }
    /// <summary>True when <see cref="Card"/> is an identifier: it names the account and is no instrument.</summary>
    public bool IsIdentifier { get; init; }
    /// <summary>0: the ledger itself.</summary>
    public required int Store { get; init; }
    /// <summary>The program of the store.</summary>
    public required short Program { get; init; }
    public required int Terminal { get; init; }
    public int Operator { get; init; }
    public long TerminalSeq { get; init; }
    /// <summary>UTC, whole microseconds.</summary>
    public required DateTime BusinessTime { get; init; }
    /// <summary>The date of <see cref="BusinessTime"/> in the store's time zone.</summary>
    public required DateOnly BusinessDate { get; init; }
    public string? Reference { get; init; }

    /// <summary>
    /// The quantity asked for: minor units, or points; signed for Adjust; 0 for kinds without one. Checkout: the sum of its lines.
    /// Refund, CaptureHold: 0 for all that is left.
    /// </summary>
    public long Asked { get; init; }
    /// <summary>
    /// Adjust, Transfer: which balance. Accrue: Points when points are stated, Principal when a purchase amount is, None for an action.
    /// </summary>
    public Asset Asset { get; init; }
    /// <summary>Debit: take what is there.</summary>
    public bool AllowPartial { get; init; }
    /// <summary>Reason, tender, or the code of a reward, action or tier.</summary>
    public string? Note { get; init; }
    /// <summary>OpenAccount, IssueCard, ReplaceCard: the card to be issued.</summary>
    public NewCard? NewCard { get; init; }
    /// <summary>The operation this one refers to: what is refunded, reversed, captured, released, timed out, or arrives.</summary>
    public Guid? Original { get; init; }
    /// <summary>What the rarer kinds ask for.</summary>
    public OperationTerms? Terms { get; init; }
    /// <summary>What became of the PIN that was typed. Does not count for the payload.</summary>
    public PinProof Pin { get; init; }

    /// <summary>Hash over every field a caller fills in; equal for equal payloads in any encoding. See <see cref="Rules.PayloadHash"/>.</summary>
    public long PayloadHash { get; set; }
}

/// <summary>A card to be issued: its keyed hash, the last four characters of its token, and its type's code; empty: the program's first.</summary>
public sealed record NewCard(Guid Id, string LastFour, string Type = "")
{
    /// <summary>True when the caller stated the type, rather than the batch the card was made in.</summary>
    public bool IsTypeStated { get; init; }
}

/// <summary>
/// What became of a typed PIN before the operation reached its account's writer: the slow hash is compared there, never here.
/// </summary>
/// <param name="IsGiven">A PIN was typed.</param>
/// <param name="Matches">It is the one that was set by the row <paramref name="SetBySeq"/> of the account.</param>
/// <param name="SetBySeq">0: the account had none.</param>
public readonly record struct PinProof(bool IsGiven, bool Matches, long SetBySeq);

/// <summary>What an operation of a rarer kind asks for.</summary>
public abstract record OperationTerms;

/// <summary>OpenAccount, Describe: what the member is found by and remembered for.</summary>
/// <param name="Tier">OpenAccount: the tier to start in; empty: the program's first.</param>
public sealed record MemberTerms(
    IReadOnlyList<NewIdentifier> Identifiers, IReadOnlyList<Birthday> Birthdays, string Tier = "",
    long QualifyingPurchaseMinor = 0, long QualifyingTotalMinor = 0) : OperationTerms;

/// <summary>An identifier as a keyed hash and its last four.</summary>
public sealed record NewIdentifier(IdentifierKind Kind, Guid Id, string LastFour);

/// <summary>Whose birthday, and when; 29 February stands for 28 February in other years.</summary>
public sealed record Birthday(string Whose, int Month, int Day);

/// <param name="StoredValueMinor">To pay with; <see cref="long.MaxValue"/>: as much as there is, up to what is due.</param>
/// <param name="RestMinor">What the till takes by other means; null: whatever is left.</param>
/// <param name="ChargedPrices">No discount is taken off.</param>
public sealed record CheckoutTerms(
    CheckoutLine[] Lines, long Points, long StoredValueMinor, long? RestMinor, bool ChargedPrices) : OperationTerms;

/// <summary>One line of a basket: its price before the discount, in minor units.</summary>
public readonly record struct CheckoutLine(long AmountMinor, string Category, bool EarnsNothing, bool NoDiscount);

/// <param name="Lines">Which lines of a checkout, and how much of each (0: all that is left); empty: see <see cref="Operation.Asked"/>.</param>
public sealed record RefundTerms(RefundLine[] Lines) : OperationTerms;

public readonly record struct RefundLine(int Line, long AmountMinor);

/// <param name="Minutes">0: as long as the program allows.</param>
public sealed record HoldTerms(int Minutes) : OperationTerms;

/// <summary>CaptureHold.</summary>
public sealed record CaptureTerms(bool Last) : OperationTerms;

/// <summary>ReportLoss, ReplaceCard, ApproveCard: which card; an empty last four stands for the only one that can be meant.</summary>
public sealed record CardTerms(string LastFour, bool IsDamaged = false, bool FeeFromStoredValue = false) : OperationTerms;

/// <summary>SetPin: the new PIN, hashed, and whether the old one is not asked for.</summary>
public sealed record PinTerms(byte[] Salt, byte[] Hash, bool IsReset) : OperationTerms;

/// <summary>SetTier: why; the tier's code is the note.</summary>
public sealed record TierTerms(string Reason) : OperationTerms;

/// <summary>Transfer, Merge: the other account.</summary>
public sealed record OtherAccountTerms(long Account) : OperationTerms;
