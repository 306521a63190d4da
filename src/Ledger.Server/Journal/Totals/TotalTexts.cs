namespace Ledger.Server.Journal.Totals;

/// <summary>The SQL by which totals follow the journal.</summary>
/// <param name="Name">What the log calls them.</param>
/// <param name="Number">Of the lock under which one server at a time makes a step.</param>
/// <param name="Rests">How far they are, and how far they could be.</param>
/// <param name="Move">Moves their positions.</param>
/// <param name="Add">Take in the rows between, one after the other.</param>
public sealed record TotalTexts(string Name, int Number, string Rests, string Move, IReadOnlyList<string> Add);
