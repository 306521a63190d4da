using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
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
        foreach (var kind in KindsOf(told, was))
        {
            var (before, left, now) = (Of(was.Identifiers, kind), Of(told.Identifiers, kind), Of(member.Identifiers, kind));
            if (now?.Id != left?.Id || left?.Id == before?.Id) continue;
            if (left is not null) (freed ??= []).Add(left.Id);
            if (before is null) continue;
            if (asked.Circumstances.IsTaken(before.Id)) return new Refusal(Outcome.IdentifierTaken);
            (back ??= []).Add(before);
        }
        var areDaysAsLeft = was.Birthdays is not null && told.Birthdays is { } days && member.Birthdays.SequenceEqual(days);
        detail = detail with { Freed = freed, Identifiers = back, Birthdays = areDaysAsLeft ? was.Birthdays : null };
        return null;
    }

    /// <summary>The identifiers that the reversal of an operation may give back.</summary>
    public static IEnumerable<Guid> Of(in JournalRow original) => original.Detail?.Was?.Identifiers?.Select(held => held.Id) ?? [];

    private static IEnumerable<IdentifierKind> KindsOf(RowDetail told, WasFacts was) =>
        (told.Identifiers ?? []).Concat(was.Identifiers ?? []).Select(one => one.Kind).Distinct();

    private static NewIdentifier? Of(IReadOnlyList<NewIdentifier>? identifiers, IdentifierKind kind) =>
        identifiers?.LastOrDefault(one => one.Kind == kind);
}
