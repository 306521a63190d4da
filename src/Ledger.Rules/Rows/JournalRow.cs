using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Earning;
using Ledger.Rules.State;

namespace Ledger.Rules.Rows;

/// <summary>
/// One row of the journal: one transfer between a member's account and a system account of the same partition; or, without a transfer,
/// one refusal, or one operation that moves nothing (a card issued, a purchase too small to earn).
/// A transaction is one or more consecutive rows under one key, numbered by <see cref="Leg"/>. Column by column the table `journal`.
/// </summary>
public struct JournalRow
{
    /// <summary>Number within the partition, from 1, without gaps.</summary>
    public long Seq;
    /// <summary>The account's row before this one, 0 for its first.</summary>
    public long PrevSeq;
    public long Account;
    /// <summary>What the member's account gains (credit, positive) or gives (debit, negative); 0: nothing moved.</summary>
    public long Amount;
    public long PointsAfter;
    public long PrincipalAfter;
    public long BonusAfter;
    /// <summary>What the operation asked for, in its own unit.</summary>
    public long Asked;
    /// <summary>
    /// Redemption: what the points are worth, in minor units. Capture, release, checkout from a hold: what is left of the hold.
    /// Refusal: what was available, or the block. Otherwise 0.
    /// </summary>
    public long Figure;
    public long TerminalSeq;
    public long PayloadHash;
    /// <summary>When it happened at the terminal, UTC.</summary>
    public DateTime BusinessTime;
    /// <summary>When the ledger decided it, UTC.</summary>
    public DateTime PostedAt;
    public DateOnly BusinessDate;
    /// <summary>
    /// Points and bonus: the last day of the lot; <see cref="DateOnly.MaxValue"/> for one that does not expire, <see cref="Debt"/> for
    /// points the member owes.
    /// </summary>
    public DateOnly? Lot;
    public int Store;
    public int Terminal;
    public int Operator;
    public int RuleVersion;
    public short Program;
    public short Partition;
    /// <summary>From 0 within the transaction.</summary>
    public short Leg;
    public Asset Asset;
    /// <summary>The other side of the transfer.</summary>
    public SystemAccount Counter;
    public OperationKind Kind;
    public Outcome Outcome;
    public Guid Key;
    /// <summary>The card that was presented.</summary>
    public Guid? Card;
    public string? Reference;
    public string? Note;
    /// <summary>OpenAccount, IssueCard, ReplaceCard: the card that was asked for (and, when posted, issued).</summary>
    public Guid? NewCard;
    public string? NewCardLastFour;
    /// <summary>
    /// The operation this one refers to: what is refunded, reversed, captured, released, timed out, or arrives. Checkout: the hold
    /// that paid first.
    /// </summary>
    public Guid? Original;
    /// <summary>Points: the first day the lot can be spent; null: at once.</summary>
    public DateOnly? LotFrom;
    /// <summary>Leg 0: what the columns do not say.</summary>
    public RowDetail? Detail;

    /// <summary>The <see cref="Lot"/> of a row that changes what the member owes in points: no lot at all.</summary>
    public static readonly DateOnly Debt = DateOnly.MinValue;
}
