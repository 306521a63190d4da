using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Earning;
using Ledger.Rules.Program;
using Ledger.Rules.State;

namespace Ledger.Rules.Rows;

/// <summary>
/// What the first row of a transaction says beyond its columns: facts that a rule decided on, and changes of an account that are not
/// transfers. Null on plain accruals and debits. The column <c>journal.detail</c> holds it as JSON, names in snake case, so people and
/// reports can read it. Every change of state that <see cref="AccountState.Apply"/> makes comes from a row and its detail, never from
/// rules.
/// </summary>
public sealed record RowDetail
{
    /// <summary>What counts for tiers and caps.</summary>
    public ActivityFacts? Activity { get; init; }
    public StandingFacts? Standing { get; init; }
    public TierFacts? Tier { get; init; }
    /// <summary>What is changed here, as it was before.</summary>
    public WasFacts? Was { get; init; }
    /// <summary>Reverse: what is again as it was before the original.</summary>
    public WasFacts? Back { get; init; }
    /// <summary>Reverse: what the original had changed and others have changed since: see <see cref="Rows.Overtaken"/>.</summary>
    public Overtaken? Overtaken { get; init; }
    /// <summary>Reverse: one warning less.</summary>
    public bool WarningTakenBack { get; init; }
    public BasketFacts? Basket { get; init; }
    /// <summary>A purchase without a basket, where more than its amount decided what it earned.</summary>
    public EarningFacts? Earning { get; init; }
    public RefundFacts? Refund { get; init; }
    public HoldFacts? Hold { get; init; }
    /// <summary>
    /// CaptureHold, ReleaseHold, TimeOutHold, checkout from a hold: what the hold sets aside from now on; null amounts: nothing more.
    /// </summary>
    public HoldFacts? HoldLeft { get; init; }
    /// <summary>The type and last day of the card that this row issues, and whether it waits for approval.</summary>
    public CardFacts? Card { get; init; }
    /// <summary>Cards whose status changes.</summary>
    public IReadOnlyList<CardChange>? Cards { get; init; }
    public AccountStatus? Status { get; init; }
    /// <summary>Transfer, Merge: where it goes. Arrive, ComeBack: where it comes from.</summary>
    public long? OtherAccount { get; init; }
    /// <summary>Merge, and its arrival: what goes along beside balances. Null on rows of 0.2.0, where nothing did.</summary>
    public MergedFacts? Merged { get; init; }
    /// <summary>
    /// Merge: true, returns of what the account did are decided on the account that stays from now on. ComeBack of it: false.
    /// </summary>
    public bool? Follows { get; init; }
    public IReadOnlyList<NewIdentifier>? Identifiers { get; init; }
    /// <summary>
    /// Identifiers of the account that name nobody from now on, and may be given to anybody. Reverse: cards too, as if never issued.
    /// </summary>
    public IReadOnlyList<Guid>? Freed { get; init; }
    public IReadOnlyList<Birthday>? Birthdays { get; init; }
    public PinFacts? Pin { get; init; }
    /// <summary>The count of wrong PINs starts anew.</summary>
    public bool PinFailuresEnd { get; init; }
    /// <summary>SetTier: why; the tier's code is the note.</summary>
    public string? Reason { get; init; }
    /// <summary>GrantBonus: the next day a monthly bonus is due.</summary>
    public DateOnly? NextGrantOn { get; init; }
    /// <summary>
    /// Merge, and its arrival or return: what the account knew of top-ups that brought bonus. CashOut, CancelAccount: what is known of them
    /// from now on. Refund, Reverse: by how much each of them changes, beside the one that is refunded.
    /// </summary>
    public IReadOnlyList<LoadedBonus>? Loads { get; init; }
    /// <summary>What is <see cref="AccountState.Unsent"/> from now on.</summary>
    public long? UnsentMinor { get; init; }
    /// <summary>A card that can be loaded once is loaded, or can be loaded again; null: as it was.</summary>
    public bool? Loaded { get; init; }
    /// <summary>Principal paid out, or the fee the till takes, in minor units.</summary>
    public long PayOutMinor { get; init; }
    public long FeeMinor { get; init; }
    /// <summary>Reverse of OpenAccount: the account was never opened; nothing is left of it but its rows.</summary>
    public bool Unopened { get; init; }
    /// <summary>The operator who has approved what another one did; only of what was posted.</summary>
    public int ApprovedBy { get; init; }
    /// <summary>Reverse: the original had not arrived and is blocked now.</summary>
    public bool KeyBlocked { get; init; }
}
