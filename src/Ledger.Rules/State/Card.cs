using Ledger.Rules.Codes;

namespace Ledger.Rules.State;

/// <summary>
/// A card that points at an account: its type's code (empty: the program's first) and its last day (null: does not expire).
/// </summary>
public sealed record Card(Guid Id, string LastFour, CardStatus Status, string Type = "", DateOnly? ExpiresOn = null);
