using Ledger.V1;

namespace Ledger.Client;

/// <content>Purchases, what comes back of them, and undoing what is not known.</content>
public partial interface ILedgerClient
{
    /// <summary>A purchase in one step, whole or not at all: points and stored value pay what they are asked to, the receipt's basket says
    /// what is due, how it is paid and what is earned by which rule. Refused: NOT_A_MULTIPLE, INSUFFICIENT_POINTS, POINTS_SHARE_LIMIT (how
    /// many points may pay), INSUFFICIENT_FUNDS, OVERPAID, REST_DIFFERS, BALANCE_LIMIT; with a hold as a capture.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="lines">1 to 200 lines; a line's amount is its price before the member's discount, in minor units, from 1.</param>
    /// <param name="payment">What the card pays; see <see cref="CheckoutPayment"/>. Null: nothing, all of it is paid by other
    /// means.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="pin">The payment PIN the member typed, 4 to 12 digits; empty: none.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> CheckoutAsync(
        Target target, IReadOnlyList<CheckoutLine> lines, CheckoutPayment? payment = null,
        OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Gives back what an operation took and takes back what it gave, wholly or in part, also several times, never more than there
    /// was. The receipt's refund says what the till gives back. Refused: ORIGINAL_UNKNOWN, NOT_REFUNDABLE, EXCEEDS_ORIGINAL,
    /// INSUFFICIENT_FUNDS (a top-up that is spent).</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="originalKey">The original's key.</param>
    /// <param name="amount">In the unit of the original, minor units or (redemptions, stated points) points, from 1; null: all that is
    /// left.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> RefundAsync(Target target, Guid originalKey, long? amount = null, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Takes lines of a checkout back, as <see cref="RefundAsync"/>: points earned on them go as if they had never been
    /// bought.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="originalKey">The checkout's key.</param>
    /// <param name="lines">Positions among the lines of the checkout, from 0, each at most once, and how much of each in minor units; 0:
    /// all that is left of it.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> RefundLinesAsync(
        Target target, Guid originalKey, IReadOnlyList<RefundLine> lines, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Undoes an operation whose outcome is not known, by its key: posted, all of it is undone; not arrived, its key is blocked
    /// for ever (<c>refund.key_blocked</c>) and the late original gets KEY_BLOCKED. A further reversal of the key is <see
    /// cref="PostingResult.Posted"/> with POSTED_BEFORE. Refused: ORIGINAL_UNKNOWN (another account's key), NOT_REVERSIBLE,
    /// INSUFFICIENT_FUNDS (the top-up is spent).</summary>
    /// <param name="target">Whose account: named as in the original.</param>
    /// <param name="originalKey">The key to be undone.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> ReverseAsync(Target target, Guid originalKey, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Undoes an operation that ended <see cref="PostingResult.Unresolved"/>, when the till gives up: its account, store,
    /// terminal and key. Not before its own attempts have ended: a reversal means that the sale did not take place.</summary>
    /// <param name="original">The operation as it was sent, e.g. <see cref="PostingResult.Unresolved.Operation"/>.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    /// <exception cref="ArgumentException">It opens an account, which cannot be reversed while it is not known; send it again.</exception>
    Task<PostingResult> ReverseAsync(Operation original, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);
}
