using Ledger.V1;

namespace Ledger.Client;

/// <content>Accounts and members.</content>
public sealed partial class LedgerClient
{
    /// <inheritdoc/>
    public Task<PostingResult> OpenAccountAsync(string? card = null, long? account = null, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.OpenAccount(card, account, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> OpenAccountAsync(AccountOpening opening, long? account = null, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.OpenAccount(opening, account, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> DescribeAsync(
        Target target, IReadOnlyList<Identifier>? identifiers = null, IReadOnlyList<Birthday>? birthdays = null,
        IReadOnlyList<IdentifierKind>? remove = null, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Describe(target, identifiers, birthdays, remove, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> SetTierAsync(Target target, string tier, string reason, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.SetTier(target, tier, reason, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> FreezeAsync(Target target, string reason, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Freeze(target, reason, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> UnfreezeAsync(Target target, string reason = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Unfreeze(target, reason, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> WarnAsync(Target target, string reason = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.Warn(target, reason, details), deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<PostingResult> CancelAccountAsync(Target target, string reason = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        PostAsync(Operations.CancelAccount(target, reason, details), deadline, cancellationToken);
}
