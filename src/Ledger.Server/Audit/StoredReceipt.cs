using Ledger.Rules.Codes;

namespace Ledger.Server.Audit;

/// <summary>A row of the table <c>receipt</c>.</summary>
/// <param name="Lot">Its last day; <see cref="DateOnly.MaxValue"/> for principal, and for lots without one.</param>
internal readonly record struct StoredReceipt(
    long Account, Asset Asset, DateOnly Lot, short Program, DateOnly ReceivedOn, long Remaining);
