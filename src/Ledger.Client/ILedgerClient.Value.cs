using Ledger.V1;

namespace Ledger.Client;

/// <content>Holds, and stored value and points that leave the account otherwise.</content>
public partial interface ILedgerClient
{
    /// <summary>Sets stored value aside for a later capture; the receipt's key names the hold, <c>hold_expires_at</c> its end. Refused:
    /// HOLD_LIMIT, INSUFFICIENT_FUNDS.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="amountMinor">In minor units, from 1.</param>
    /// <param name="minutes">How long, from 1; 0: as long as the program allows.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="pin">The payment PIN the member typed, 4 to 12 digits; empty: none.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> PlaceHoldAsync(
        Target target, long amountMinor, int minutes = 0, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Takes what a hold set aside, wholly or in part, also several times. Refused: HOLD_UNKNOWN, HOLD_RELEASED, HOLD_EXPIRED,
    /// HOLD_CAPTURED, EXCEEDS_HOLD (says what is left).</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="holdKey">The key of the place_hold.</param>
    /// <param name="amountMinor">In minor units, from 1; 0: all that is left.</param>
    /// <param name="last">The last capture: what is left is free again.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> CaptureHoldAsync(
        Target target, Guid holdKey, long amountMinor = 0, bool last = false, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Frees what is left of a hold. Refused: HOLD_UNKNOWN, HOLD_RELEASED, HOLD_EXPIRED, HOLD_CAPTURED.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="holdKey">The key of the place_hold.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> ReleaseHoldAsync(Target target, Guid holdKey, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Pays out the stored value: the receipt's <c>pay_out_minor</c> in money, bonus is forfeited. Refused: HOLDS_OPEN,
    /// INSUFFICIENT_FUNDS (there is nothing).</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="pin">The payment PIN the member typed, 4 to 12 digits; empty: none.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> CashOutAsync(Target target, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Gives points or stored value to another member of the program. It leaves this account at once and arrives under the
    /// receipt's <c>arrival_key</c>, or comes back. Refused: TRANSFER_NOT_ALLOWED, INSUFFICIENT_POINTS, INSUFFICIENT_FUNDS.</summary>
    /// <param name="target">Whose account it leaves.</param>
    /// <param name="toAccount">The other member's account number.</param>
    /// <param name="asset">Points or principal.</param>
    /// <param name="amount">From 1, in units of the asset.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="pin">The payment PIN the member typed, 4 to 12 digits; empty: none.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> TransferAsync(
        Target target, long toAccount, Asset asset, long amount, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Moves everything to another account of the same member and ends this one. Refused: TRANSFER_NOT_ALLOWED, HOLDS_OPEN,
    /// INSUFFICIENT_POINTS (points are owed).</summary>
    /// <param name="target">The account that ends.</param>
    /// <param name="intoAccount">The number of the account that stays.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="pin">The payment PIN the member typed, 4 to 12 digits; empty: none.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> MergeAsync(Target target, long intoAccount, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);
}
