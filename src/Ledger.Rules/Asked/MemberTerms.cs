using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Rules.Asked;

/// <summary>
/// OpenAccount, Describe: what the member is found by and remembered for. IssueCard: what was bought, for the first card.
/// </summary>
/// <param name="Tier">OpenAccount: the tier to start in; empty: the program's first.</param>
public sealed record MemberTerms(
    IReadOnlyList<NewIdentifier> Identifiers, IReadOnlyList<Birthday> Birthdays, string Tier = "",
    long QualifyingPurchaseMinor = 0, long QualifyingTotalMinor = 0) : OperationTerms
{
    /// <summary>Describe: kinds of identifiers that the member is not found by any more, in the order in which they were sent.</summary>
    public IReadOnlyList<IdentifierKind> Removed { get; init; } = [];
}

/// <summary>An identifier as a keyed hash and its last four.</summary>
public sealed record NewIdentifier(IdentifierKind Kind, Guid Id, string LastFour);

/// <summary>Whose birthday, and when; 29 February stands for 28 February in other years.</summary>
public sealed record Birthday(string Whose, int Month, int Day);
