using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>
/// What a change had found, without what has been reversed since: that had found something else in its turn, and so on. So it is the same
/// in which order changes are reversed.
/// </summary>
internal static class Traced
{
    /// <summary>Adds to what a reversal says that <paramref name="original"/> has been overtaken in something.</summary>
    public static RowDetail Note(RowDetail detail, in JournalRow original, Func<WasFacts, WasFacts> overtakenIn)
    {
        var noted = detail.Overtaken ?? new Overtaken(original.Seq, new WasFacts());
        return detail with { Overtaken = noted with { Was = overtakenIn(noted.Was) } };
    }

    public static StatusWas Status(Membership member, StatusWas was)
    {
        while (member.OvertakenOf(was.BySeq)?.Was.Status is { } earlier) was = earlier;
        return was;
    }

    public static PinWas Pin(Membership member, PinWas was)
    {
        while (member.OvertakenOf(was.SetBySeq)?.Was.Pin is { } earlier) was = earlier;
        return was;
    }

    /// <summary>Wrong PINs count from the last row that ended their count and has not been reversed.</summary>
    public static TriesWas Tries(Membership member, TriesWas was)
    {
        while (member.OvertakenOf(was.EndedBySeq)?.Was.Tries is { } earlier)
            was = earlier with { Failures = earlier.Failures + was.Failures };
        return was;
    }

    public static (NewIdentifier? Identifier, long BySeq) Name(Membership member, IdentifierKind kind, NewIdentifier? was, long bySeq)
    {
        while (member.OvertakenOf(bySeq)?.Was is { NamedBy: { } named } earlier && named.FirstOrDefault(one => one.Kind == kind) is { } by)
            (was, bySeq) = (earlier.Identifiers?.LastOrDefault(one => one.Kind == kind), by.BySeq);
        return (was, bySeq);
    }

    public static (IReadOnlyList<Birthday> Days, long BySeq) Birthdays(Membership member, IReadOnlyList<Birthday> was, long bySeq)
    {
        while (member.OvertakenOf(bySeq)?.Was is { Birthdays: { } days } earlier) (was, bySeq) = (days, earlier.BirthdaysBySeq);
        return (was, bySeq);
    }

    /// <summary>What the card was before the change: its status, its last day where that changes, and the row that had set it.</summary>
    public static CardChange Card(Membership member, CardChange change)
    {
        while (member.OvertakenOf(change.WasBySeq)?.Cards?.FirstOrDefault(one => one.Card == change.Card) is { } earlier)
            change = earlier with { WasUntil = earlier.WasUntil ?? change.WasUntil };
        return change;
    }
}
