using System.Globalization;

namespace Ledger.Rules.Program;

// The parts of a program's rules, as a document states them. All are immutable and hold no reference to the document.

/// <summary>Goods that earn at another rate than the program's, or that earn nothing or take no discount.</summary>
/// <param name="EarnPoints">Points for every full <paramref name="EarnPerMinor"/>; 0: nothing.</param>
public sealed record Category(string Code, long EarnPoints, long EarnPerMinor, bool NoDiscount);
