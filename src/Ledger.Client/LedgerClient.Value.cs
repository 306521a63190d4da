using Ledger.V1;

namespace Ledger.Client;

/// <content>Holds, and stored value and points that leave the account otherwise.</content>
public sealed partial class LedgerClient
{
    /// <inheritdoc/>
    public Task<PostingResult> PlaceHoldAsync(
        Target target, long amountMinor, int minutes = 0, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.PlaceHold(target, amountMinor, minutes, details, pin), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> CaptureHoldAsync(
        Target target, Guid holdKey, long amountMinor = 0, bool last = false, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.CaptureHold(target, holdKey, amountMinor, last, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> ReleaseHoldAsync(Target target, Guid holdKey, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.ReleaseHold(target, holdKey, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> CashOutAsync(Target target, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.CashOut(target, details, pin), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> TransferAsync(
        Target target, long toAccount, Asset asset, long amount, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Transfer(target, toAccount, asset, amount, details, pin), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> MergeAsync(Target target, long intoAccount, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Merge(target, intoAccount, details, pin), deadline, cancellationToken);
}
