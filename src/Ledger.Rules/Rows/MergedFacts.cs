using Ledger.Rules.Asked;

namespace Ledger.Rules.Rows;

/// <summary>
/// What a merge takes along to the account that stays, beside balances. On the merge's own row as the merged account has it, on that of its
/// arrival what the other one takes over; the identifiers and the tier it takes are said by that row as of any other.
/// </summary>
/// <param name="Accounts">
/// Whose operations the account that stays answers for from now on: the merged one, and those it had absorbed itself.
/// </param>
public sealed record MergedFacts(IReadOnlyList<long> Accounts)
{
    /// <summary>Null: nothing has counted.</summary>
    public CountedFacts? Counted { get; init; }
    /// <summary>Null: the program's first tier.</summary>
    public TierFacts? Tier { get; init; }
    public IReadOnlyList<NewIdentifier>? Identifiers { get; init; }
    /// <summary>Last days of lots in which a return gave back what had expired, newest first.</summary>
    public IReadOnlyList<DateOnly>? Extended { get; init; }
}

/// <summary>What counts for tiers and caps: by day, as far as days are kept, and all that there was before those, without a day.</summary>
public sealed record CountedFacts(IReadOnlyList<ActivityFacts> Days, ActivityFacts Earlier);
