namespace Ledger.Server.Journal.Closings;

/// <summary>A row of the table <c>closing_total</c>.</summary>
internal sealed record ClosingTotal(DateOnly Month, short Program, short Asset, short Counter, long Given, long Taken);

/// <summary>A row of the table <c>closing_held</c>.</summary>
internal sealed record ClosingHeld(DateOnly Month, DateOnly ReceivedOn, short Program, short Asset, long Amount);
