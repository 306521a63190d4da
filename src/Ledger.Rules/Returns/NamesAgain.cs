using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>
/// What a member was found by and remembered for, before it was changed or the membership ended. What has been changed since stays; what
/// is somebody else's by now cannot come back.
/// </summary>
internal static class NamesAgain
{
    /// <summary>
    /// Why it does not come back; null: it does, as <paramref name="detail"/> then says beside what it said.
    /// </summary>
    public static Refusal? Check(in Case asked, in JournalRow original, ref RowDetail detail)
    {
        if (original.Detail is not { Was: { } was } told) return null;
        var member = asked.State.Membership;
        List<Guid>? freed = null;
        List<NewIdentifier>? back = null;
        List<NamedBy> named = [], overtaken = [];
        foreach (var kind in KindsOf(told, was))
        {
            var (before, by) = (Of(was.Identifiers, kind), BySeqOf(was.NamedBy, kind));
            var (left, now) = (Of(told.Identifiers, kind), Of(member.Identifiers, kind));
            // Rows and checkpoints of before do not say which row has set it: then it is told by what is there.
            if (member.NamedBySeq(kind) is var set && set != 0 && set != original.Seq)
            {
                overtaken.Add(new NamedBy(kind, by));
                continue;
            }
            if (now?.Id != left?.Id) continue;
            (before, by) = Traced.Name(member, kind, before, by);
            named.Add(new NamedBy(kind, by));
            if (left?.Id == before?.Id) continue;
            if (left is not null) (freed ??= []).Add(left.Id);
            if (before is null) continue;
            if (asked.Circumstances.IsTaken(before.Id)) return new Refusal(Outcome.IdentifierTaken);
            (back ??= []).Add(before);
        }
        detail = detail with { Freed = freed, Identifiers = back };
        if (named.Count > 0) detail = detail with { Back = (detail.Back ?? new WasFacts()) with { NamedBy = named } };
        if (overtaken.Count > 0)
            detail = Traced.Note(detail, original, known => known with
            {
                NamedBy = overtaken, Identifiers = was.Identifiers?.Where(held => overtaken.Any(one => one.Kind == held.Kind)).ToList(),
            });
        if (was.Birthdays is not null && told.Birthdays is { } days) BirthdaysOf(member, original, was, days, ref detail);
        return null;
    }

    /// <summary>The identifiers that the reversal of an operation may give back.</summary>
    /// <param name="member">Whose operation it was; null: what it had overtaken is not known.</param>
    public static IEnumerable<Guid> Of(in JournalRow original, Membership? member) =>
        original.Kind is not (OperationKind.Describe or OperationKind.CancelAccount) ? []
            : (original.Detail?.Was?.Identifiers ?? []).Concat((member?.Overtaken ?? []).SelectMany(one => one.Was.Identifiers ?? []))
                .Select(held => held.Id);

    private static void BirthdaysOf(
        Membership member, in JournalRow original, WasFacts was, IReadOnlyList<Birthday> left, ref RowDetail detail)
    {
        var set = member.BirthdaysBySeq;
        if (set != 0 && set != original.Seq)
            detail = Traced.Note(detail, original, known => known with { Birthdays = was.Birthdays, BirthdaysBySeq = was.BirthdaysBySeq });
        if ((set != 0 && set != original.Seq) || !member.Birthdays.SequenceEqual(left)) return;
        var (days, by) = Traced.Birthdays(member, was.Birthdays!, was.BirthdaysBySeq);
        detail = detail with { Birthdays = days };
        if (by != 0) detail = detail with { Back = (detail.Back ?? new WasFacts()) with { BirthdaysBySeq = by } };
    }

    private static IEnumerable<IdentifierKind> KindsOf(RowDetail told, WasFacts was) =>
        (told.Identifiers ?? []).Concat(was.Identifiers ?? []).Select(one => one.Kind).Distinct();

    private static NewIdentifier? Of(IReadOnlyList<NewIdentifier>? identifiers, IdentifierKind kind) =>
        identifiers?.LastOrDefault(one => one.Kind == kind);

    private static long BySeqOf(IReadOnlyList<NamedBy>? named, IdentifierKind kind) =>
        named?.FirstOrDefault(one => one.Kind == kind)?.BySeq ?? 0;
}
