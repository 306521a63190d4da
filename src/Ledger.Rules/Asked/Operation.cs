using Ledger.Rules.Codes;
using Ledger.Rules.State;

namespace Ledger.Rules.Asked;

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
    /// <summary>
    /// The merged account that the caller named by its number, its card or an identifier, where the one that stays answers for it; null:
    /// none. Does not count for the payload: a retry is decided where the first sending was.
    /// </summary>
    public long? NamedAccount { get; init; }
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
    /// <summary>
    /// The operation this one refers to: what is refunded, reversed, captured, released, timed out, or arrives. Checkout: the hold
    /// that pays first; null: none.
    /// </summary>
    public Guid? Original { get; init; }
    /// <summary>
    /// Reverse of a transfer: what its other side answered, which is asked before; null: it was not asked, as in a quote. Does not count
    /// for the payload.
    /// </summary>
    public TakenBack? TakenBack { get; init; }
    /// <summary>
    /// The journal did not hold <see cref="Original"/> when it was looked at who may do that. Does not count for the payload.
    /// </summary>
    public bool IsOriginalUnseen { get; set; }
    /// <summary>
    /// The operator who has approved it at another one's terminal; 0: nobody had to. Does not count for the payload.
    /// </summary>
    public int ApprovedBy { get; set; }
    /// <summary>What the rarer kinds ask for.</summary>
    public OperationTerms? Terms { get; init; }
    /// <summary>What became of the PIN that was typed. Does not count for the payload.</summary>
    public PinProof Pin { get; init; }

    /// <summary>
    /// Hash over every field a caller fills in; equal for equal payloads in any encoding. See <see cref="Ledger.Rules.Asked.PayloadHash"/>.
    /// </summary>
    public long PayloadHash { get; set; }
}
