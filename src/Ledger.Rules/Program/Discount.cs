using System.Globalization;

namespace Ledger.Rules.Program;

/// <summary>What a member pays when the condition holds, in thousandths of the price: 980 is 98 %.</summary>
public sealed record Discount(string Name, int PayPermille, Condition When);

public enum DiscountCombination
{
    /// <summary>The lowest price alone, the tier's among them.</summary>
    Best,
    /// <summary>One after the other.</summary>
    Multiply,
}
