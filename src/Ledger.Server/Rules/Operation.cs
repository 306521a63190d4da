namespace Ledger.Server.Rules;

/// <summary>
/// One intention of a caller, checked and resolved: the account is known, the business date is in the store's time zone, strings are
/// within bounds. One flat object for all kinds, because a hot path makes one for each transaction.
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
    /// <summary>The card that was presented, or null.</summary>
    public Guid? Card { get; init; }
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

    /// <summary>The quantity asked for: minor units, or points; signed for Adjust; 0 for kinds without one.</summary>
    public long Asked { get; init; }
    /// <summary>Adjust: which balance. Accrue: Points when points are stated, Principal when a purchase amount is.</summary>
    public Asset Asset { get; init; }
    /// <summary>Debit: take what is there.</summary>
    public bool AllowPartial { get; init; }
    /// <summary>Reason of an adjustment or stated accrual, tender of a top-up.</summary>
    public string? Note { get; init; }
    /// <summary>OpenAccount, IssueCard: the card to be issued.</summary>
    public NewCard? NewCard { get; init; }

    /// <summary>Hash over every field a caller fills in; equal for equal payloads in any encoding. See <see cref="Rules.PayloadHash"/>.</summary>
    public long PayloadHash { get; set; }
}

/// <summary>A card to be issued: its keyed hash and the last four characters of its token.</summary>
public sealed record NewCard(Guid Id, string LastFour);
