using Ledger.Rules.Codes;

namespace Ledger.Rules.State;

/// <summary>
/// A card that points at an account: its type's code (empty: the program's first) and its last day (null: does not expire).
/// </summary>
/// <param name="ClosedFrom">
/// Of a card that is void because the stored value was used up or forfeited: what it was before, and is again when value comes back.
/// <see cref="CardStatus.None"/>: it is not void, or for ever.
/// </param>
/// <param name="LostFrom">
/// Of a card that is lost, or was when it became void: what it was before, and is again when it is found. <see cref="CardStatus.None"/>: it
/// is not lost, or was lost under 0.2.0, which did not keep it.
/// </param>
/// <param name="ClosedBySeq">The row since which it is void for want of value; 0: it is not, or a checkpoint did not say.</param>
/// <param name="BySeq">
/// The row that set its status, be it by hand or with the end of the account; 0: none has since it was issued, or a checkpoint did not say.
/// Closing and opening with the value does not count.
/// </param>
public sealed record Card(
    Guid Id, string LastFour, CardStatus Status, string Type = "", DateOnly? ExpiresOn = null, CardStatus ClosedFrom = CardStatus.None,
    CardStatus LostFrom = CardStatus.None, long ClosedBySeq = 0, long BySeq = 0)
{
    /// <summary>True when the card is past its last day.</summary>
    public bool IsOver(DateOnly date) => ExpiresOn < date;
}
