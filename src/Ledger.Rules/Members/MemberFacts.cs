using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>What a member is found by and remembered for, as an operation gives it.</summary>
internal static class MemberFacts
{
    /// <summary>True when an identifier is another account's; the account's own, given again, are not.</summary>
    public static bool IsAnyTaken(in Case asked, MemberTerms? terms)
    {
        if (terms is null) return false;
        foreach (var identifier in terms.Identifiers)
            if (asked.Circumstances.IsTaken(identifier.Id) && !IsOwn(asked.State.Membership, identifier)) return true;
        return false;
    }

    /// <summary>Null: none were given.</summary>
    public static IReadOnlyList<NewIdentifier>? IdentifiersOf(MemberTerms? terms) =>
        terms is { Identifiers.Count: > 0 } ? terms.Identifiers : null;

    /// <summary>The member's identifiers that <paramref name="isMeant"/> takes, to be freed; null: there are none.</summary>
    public static IReadOnlyList<Guid>? Freed(Membership membership, Func<NewIdentifier, bool> isMeant)
    {
        Guid[] freed = [.. membership.Identifiers.Where(isMeant).Select(held => held.Id)];
        return freed.Length > 0 ? freed : null;
    }

    /// <summary>
    /// Of identifiers that a merge had freed those that the account gets: of a kind it has none of, and given to nobody meanwhile. Null:
    /// there are none.
    /// </summary>
    public static IReadOnlyList<NewIdentifier>? Inherited(in Case asked, IReadOnlyList<NewIdentifier>? freed)
    {
        if (freed is null) return null;
        List<NewIdentifier>? inherited = null;
        foreach (var identifier in freed)
            if (!asked.Circumstances.IsTaken(identifier.Id) && !HasKind(asked.State.Membership, identifier.Kind))
                (inherited ??= []).Add(identifier);
        return inherited;
    }

    private static bool HasKind(Membership membership, IdentifierKind kind) => membership.Identifiers.Any(own => own.Kind == kind);

    /// <summary>The member's identifiers of the kinds that are given or removed, before that; null: there are none.</summary>
    public static IReadOnlyList<NewIdentifier>? Concerned(Membership membership, MemberTerms? terms)
    {
        NewIdentifier[] concerned = terms is null ? []
            : [.. membership.Identifiers.Where(held =>
                terms.Removed.Contains(held.Kind) || terms.Identifiers.Any(given => given.Kind == held.Kind))];
        return concerned.Length > 0 ? concerned : null;
    }

    /// <summary>Which rows had set the kinds that are given or removed, before that; null: none since the account was opened.</summary>
    public static IReadOnlyList<NamedBy>? NamedBy(Membership membership, MemberTerms? terms)
    {
        if (terms is null || membership.NamedBy is not { } named) return null;
        NamedBy[] concerned = [.. named.Where(one =>
            terms.Removed.Contains(one.Kind) || terms.Identifiers.Any(given => given.Kind == one.Kind))];
        return concerned.Length > 0 ? concerned : null;
    }

    /// <summary>Null: none were given.</summary>
    public static IReadOnlyList<Birthday>? BirthdaysOf(MemberTerms? terms) => terms is { Birthdays.Count: > 0 } ? terms.Birthdays : null;

    private static bool IsOwn(Membership membership, NewIdentifier identifier) =>
        membership.Identifiers.Any(own => own.Id == identifier.Id);
}
