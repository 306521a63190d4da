using Ledger.V1;

namespace Ledger.Client;

/// <content>Cards and the payment PIN.</content>
public sealed partial class LedgerClient
{
    /// <inheritdoc/>
    public Task<PostingResult> IssueCardAsync(Target target, string card, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.IssueCard(target, card, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> IssueCardAsync(
        Target target, string card, string cardType, string reason = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.IssueCard(target, card, cardType, reason, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> ReportLossAsync(Target target, string lastFour = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.ReportLoss(target, lastFour, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> FindCardAsync(Target target, string lastFour = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.FindCard(target, lastFour, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> ReplaceCardAsync(
        Target target, string card, CardReplacement? replacement = null, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.ReplaceCard(target, card, replacement, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> ApproveCardAsync(Target target, string reason, string lastFour = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.ApproveCard(target, reason, lastFour, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> SetPinAsync(Target target, string newPin, OperationDetails? details = null, string oldPin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.SetPin(target, newPin, details, oldPin), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> ResetPinAsync(Target target, string newPin, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.ResetPin(target, newPin, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> UnlockPinAsync(Target target, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.UnlockPin(target, details), deadline, cancellationToken);
}
