using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;

namespace Ledger.Rules.Time;

/// <summary>Something the ledger has to do on an account by itself; <paramref name="Original"/>: the hold that ends.</summary>
public readonly record struct DueOperation(OperationKind Kind, Guid? Original = null);

/// <summary>What time alone makes necessary on an account.</summary>
public static class Due
{
    /// <summary>
    /// What is due on <paramref name="days"/> (of the account's program) and at <paramref name="now"/> (UTC), in the order in which it is
    /// to be done, each on <see cref="ProgramDays.Of"/>. Done once, none of it is due again on the same day, however much had piled up.
    /// </summary>
    public static IReadOnlyList<DueOperation> On(AccountState state, ProgramRules rules, ProgramDays days, DateTime now)
    {
        var (membership, due) = (state.Membership, new List<DueOperation>());
        foreach (var hold in membership.Holds)
            if (!hold.IsOpen(now)) due.Add(new DueOperation(OperationKind.TimeOutHold, hold.Key));
        if (Expiry.IsDue(state, rules, days.Last, now)) due.Add(new DueOperation(OperationKind.Expire));
        if (HasEnded(membership)) return due;
        if (membership.TierUntil < days.Last) due.Add(new DueOperation(OperationKind.ReviewTier));
        // A tier that is over on the program's own day and not yet at its last store is reviewed before it brings a bonus again.
        var isEnding = membership.TierUntil >= days.Last && membership.TierUntil < days.Own;
        if (membership.NextGrantOn <= days.Own && !isEnding) due.Add(new DueOperation(OperationKind.GrantBonus));
        return due;
    }

    /// <summary>
    /// The first day on which <see cref="On"/> may have something; null: never. A card that does not forfeit what is on it is named too,
    /// since only the rules know.
    /// </summary>
    public static DateOnly? Next(AccountState state)
    {
        var first = DateOnly.MaxValue;
        foreach (var lot in state.PointsLots.Span) first = Earlier(first, DayAfter(lot.ExpiresOn));
        foreach (var lot in state.BonusLots.Span) first = Earlier(first, DayAfter(lot.ExpiresOn));
        for (var i = 0; i < state.Cards.Count; i++)
            if (state.Cards[i] is { ExpiresOn: { } lastDay, Status: not CardStatus.Void }) first = Earlier(first, DayAfter(lastDay));
        if (!HasEnded(state.Membership))
            first = Earlier(first, Earlier(DayAfter(state.Membership.TierUntil), state.Membership.NextGrantOn));
        return first == DateOnly.MaxValue ? null : first;
    }

    /// <summary>When the first of the holds ends or has ended that are not tidied up, UTC; null: there is none.</summary>
    public static DateTime? NextHold(AccountState state)
    {
        DateTime? first = null;
        foreach (var hold in state.Membership.Holds)
            if (first is null || hold.ExpiresAt < first) first = hold.ExpiresAt;
        return first;
    }

    private static bool HasEnded(Membership membership) => membership.Status is AccountStatus.Cancelled or AccountStatus.Merged;

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static DateOnly DayAfter(DateOnly lastDay) => lastDay == DateOnly.MaxValue ? lastDay : lastDay.AddDays(1);
}
