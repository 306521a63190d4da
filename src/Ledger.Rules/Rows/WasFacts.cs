using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.State;

namespace Ledger.Rules.Rows;

/// <summary>
/// What a row changed beside balances, as it was before: for whoever undoes it. Null: the row did not change it. A reversal says by the
/// same facts what is again as it was.
/// </summary>
public sealed record WasFacts
{
    /// <summary>The tier and all that goes with it.</summary>
    public TierFacts? Tier { get; init; }
    public StatusWas? Status { get; init; }
    public PinWas? Pin { get; init; }
    public TriesWas? Tries { get; init; }
    /// <summary>CaptureHold, ReleaseHold, a checkout from a hold: the hold with all that it set aside.</summary>
    public HoldFacts? Hold { get; init; }
    /// <summary>
    /// CashOut, CancelAccount: what was known of top-ups that brought bonus. On a top-up that says this rather than <see cref="Known"/>
    /// some of it was forgotten.
    /// </summary>
    public IReadOnlyList<LoadedBonus>? Loads { get; init; }
    /// <summary>
    /// TopUp, Arrive: what was known of them, where all of it is spent now (there was no principal) or the oldest ones are added up.
    /// </summary>
    public IReadOnlyList<LoadedBonus>? Known { get; init; }
    /// <summary>What points were worth when some were spent before; no points: none were.</summary>
    public PointsRate? SpentAt { get; init; }
    /// <summary>Refund: the last days of lots that had been extended, where this one adds another.</summary>
    public IReadOnlyList<DateOnly>? Extended { get; init; }
    /// <summary>CancelAccount, Describe: the identifiers of the kinds that are given or removed.</summary>
    public IReadOnlyList<NewIdentifier>? Identifiers { get; init; }
    /// <summary>Which rows had given or removed identifiers of these kinds; null: none since the account was opened.</summary>
    public IReadOnlyList<NamedBy>? NamedBy { get; init; }
    public IReadOnlyList<Birthday>? Birthdays { get; init; }
    /// <summary>The row that had given the birthdays; 0: they are those of the opening.</summary>
    public long BirthdaysBySeq { get; init; }
}

/// <summary>A status, and the row that had set it; 0: none did.</summary>
public sealed record StatusWas(AccountStatus Status, long BySeq);

/// <summary>A PIN (null: there was none), and the row that had set it.</summary>
public sealed record PinWas(PinFacts? Pin, long SetBySeq);

/// <summary>How many wrong PINs had been counted, and the row that had last ended their count: see <see cref="Membership"/>.</summary>
public sealed record TriesWas(int Failures, long EndedBySeq);
