using System.Globalization;

namespace Ledger.Rules.Program;

/// <summary>Multiplies the points of a purchase: member day, campaign, birthday.</summary>
/// <param name="Percent">In hundredths, from 100: 200 doubles.</param>
/// <param name="Categories">Multiplies the points of these goods only, by adding to them; empty: of the whole purchase.</param>
public sealed record Multiplier(string Name, int Percent, Condition When, IReadOnlySet<string> Categories);

public enum MultiplierCombination
{
    /// <summary>One after the other: 2 and 1.5 give 3.</summary>
    Multiply,
    /// <summary>The largest one alone.</summary>
    Highest,
    /// <summary>What each adds: 2 and 1.5 give 2.5.</summary>
    Add,
}
