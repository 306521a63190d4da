using Ledger.Rules.Codes;

namespace Ledger.Rules.State;

/// <summary>
/// A card that points at an account: its type's code (empty: the program's first) and its last day (null: does not expire).
/// </summary>
/// <param name="ClosedFrom">
/// Of a card that is void because the stored value was used up or forfeited: what it was before, and is again when value comes back.
/// <see cref="CardStatus.None"/>: it is not void, or for ever.
/// </param>
public sealed record Card(
    Guid Id, string LastFour, CardStatus Status, string Type = "", DateOnly? ExpiresOn = null, CardStatus ClosedFrom = CardStatus.None);
