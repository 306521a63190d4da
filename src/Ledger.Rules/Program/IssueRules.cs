using System.Globalization;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Program;

/// <summary>What has to be there before an account gets its first card.</summary>
/// <param name="PurchaseMinor">One purchase of this size ...</param>
/// <param name="TotalMinor">... or all purchases so far; 0 and 0: none is asked for.</param>
/// <param name="Requires">Identifiers that must be given.</param>
public sealed record IssueRules(long PurchaseMinor, long TotalMinor, IReadOnlySet<IdentifierKind> Requires)
{
    public static readonly IssueRules None = new(0, 0, new HashSet<IdentifierKind>());
}
