using Ledger.V1;

namespace Ledger.Client;

/// <content>Cards and the payment PIN.</content>
public partial interface ILedgerClient
{
    /// <summary>Issues a further card that points at the target's account. Refused: CARD_TAKEN, CARD_LIMIT.</summary>
    /// <param name="target">The account, or one of its cards.</param>
    /// <param name="card">The new card's token, 8 to 64 printable ASCII characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> IssueCardAsync(Target target, string card, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Issues a further card of a stated type. Refused: CARD_TAKEN, CARD_LIMIT.</summary>
    /// <param name="target">The account, or one of its cards.</param>
    /// <param name="card">The new card's token, 8 to 64 printable ASCII characters.</param>
    /// <param name="cardType">The type's code in the program; empty: what the card's batch says, or the program's first type.</param>
    /// <param name="reason">Why; required for a type that waits for approval; at most 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> IssueCardAsync(
        Target target, string card, string cardType, string reason = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Reports a card as lost: it can do nothing from now on. Once more is posted and changes nothing. Refused: CARD_AMBIGUOUS,
    /// CARD_VOID.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="lastFour">The card's last four characters, where the account is not named by that card and has several; empty: the card
    /// presented, or the only one.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> ReportLossAsync(Target target, string lastFour = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>A lost card was found: it is what it was before. One that was replaced stays void. Refused: CARD_VOID, CARD_NOT_LOST,
    /// CARD_AMBIGUOUS.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="lastFour">The card's last four characters, where the account is not named by that card and has lost several; empty: the
    /// card presented, or the only lost one.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> FindCardAsync(Target target, string lastFour = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a new card for a lost or damaged one, which is void for ever; same type, same last day. The receipt's
    /// <c>fee_minor</c> says what the till charges for it. Refused: CARD_AMBIGUOUS, CARD_VOID, CARD_TAKEN, CARD_LIMIT, INSUFFICIENT_FUNDS
    /// (the fee).</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="card">The new card's token, 8 to 64 printable ASCII characters.</param>
    /// <param name="replacement">Which card, and what about the fee; see <see cref="CardReplacement"/>.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> ReplaceCardAsync(
        Target target, string card, CardReplacement? replacement = null, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Puts a card into use that waits for approval. Refused: CARD_NOT_WAITING, CARD_AMBIGUOUS.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="reason">Why, 1 to 128 characters.</param>
    /// <param name="lastFour">The card's last four characters, where the account is not named by that card and has several; empty: the card
    /// presented, or the only one.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> ApproveCardAsync(Target target, string reason, string lastFour = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Sets the payment PIN, or changes it with the old one. Refused, where there is one already: PIN_LOCKED, PIN_REQUIRED,
    /// WRONG_PIN (of the old one).</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="newPin">The PIN from now on, 4 to 12 digits.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="oldPin">The PIN until now; empty: there is none yet.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> SetPinAsync(Target target, string newPin, OperationDetails? details = null, string oldPin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Sets the payment PIN without the old one, by a manager, on a frozen account too; the tries start anew.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="newPin">The PIN from now on, 4 to 12 digits.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> ResetPinAsync(Target target, string newPin, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a lock-out of the payment PIN. Refused: PIN_NOT_SET.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> UnlockPinAsync(Target target, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);
}
