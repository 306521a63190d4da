using Ledger.Client.Calls;
using Ledger.V1;

namespace Ledger.Client;

/// <content>One operation at a time; this file: points and stored value in their simplest form.</content>
public sealed partial class LedgerClient
{
    /// <inheritdoc/>
    public Task<PostingResult> PostAsync(
        Operation operation, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return UnaryPost.RunAsync(_channel, operation, deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PostingResult> ResendAsync(
        Operation operation, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(operation, deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> TopUpAsync(Target target, long amountMinor, string tender = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.TopUp(target, amountMinor, tender, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> AccruePurchaseAsync(Target target, long purchaseMinor, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.AccruePurchase(target, purchaseMinor, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> AccruePointsAsync(Target target, long points, string reason, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.AccruePoints(target, points, reason, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> AccrueActionAsync(Target target, string action, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.AccrueAction(target, action, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> DebitAsync(
        Target target, long amountMinor, bool allowPartial = false, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Debit(target, amountMinor, allowPartial, details, pin), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> RedeemAsync(Target target, long points, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Redeem(target, points, details, pin), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> RedeemRewardAsync(
        Target target, string reward, long points = 0, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.RedeemReward(target, reward, points, details, pin), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> AdjustAsync(Target target, Asset asset, long amount, string reason, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Adjust(target, asset, amount, reason, details), deadline, cancellationToken);
}
