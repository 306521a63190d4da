using Ledger.V1;

namespace Ledger.Client;

/// <content>Purchases, what comes back of them, and undoing what is not known.</content>
public sealed partial class LedgerClient
{
    /// <inheritdoc/>
    public Task<PostingResult> CheckoutAsync(
        Target target, IReadOnlyList<CheckoutLine> lines, CheckoutPayment? payment = null,
        OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Checkout(target, lines, payment, details, pin), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> RefundAsync(Target target, Guid originalKey, long? amount = null, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Refund(target, originalKey, amount, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> RefundLinesAsync(
        Target target, Guid originalKey, IReadOnlyList<RefundLine> lines, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.RefundLines(target, originalKey, lines, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> ReverseAsync(Target target, Guid originalKey, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Reverse(target, originalKey, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> ReverseAsync(Operation original, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Reverse(original, details), deadline, cancellationToken);
}
