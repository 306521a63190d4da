using Ledger.V1;

namespace Ledger.Client;

/// <content>Many operations at once.</content>
public partial interface ILedgerClient
{
    /// <summary>
    /// Posts operations that are independent of each other: each is decided alone, and they are not one transaction. Lists over 1000
    /// go in parts, one after the other. Operations that were not answered are sent again under their keys in smaller batches.
    /// </summary>
    /// <remarks>Operations of one account are decided in the order of the list, except those that had to be sent again because the
    /// ledger was full for them.</remarks>
    /// <param name="operations">What to do, each with its key.</param>
    /// <param name="deadline">How long the whole list may take; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Cancelled before the first send: <see cref="OperationCanceledException"/>. Cancelled later:
    /// what is not answered is <see cref="PostingResult.Unresolved"/>.</param>
    /// <returns>As many results as operations, in their order. What a single call would throw as <see cref="LedgerRequestException"/>
    /// is <see cref="PostingResult.Invalid"/> here, so that no neighbour's result is lost.</returns>
    /// <exception cref="ArgumentException">A key does not have 16 bytes; nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed before the first send.</exception>
    Task<IReadOnlyList<PostingResult>> PostBatchAsync(
        IReadOnlyList<Operation> operations, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Opens a conversation for many operations; dispose it to complete it.</summary>
    /// <param name="deadline">How long each operation may take, waiting for room included; the client's deadline when left out.</param>
    PostingStream OpenStream(TimeSpan? deadline = null);
}
