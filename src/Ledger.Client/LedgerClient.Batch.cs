using Ledger.Client.Calls;
using Ledger.V1;

namespace Ledger.Client;

/// <content>Many operations at once.</content>
public sealed partial class LedgerClient
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<PostingResult>> PostBatchAsync(
        IReadOnlyList<Operation> operations, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operations);
        return new BatchPost(_channel, _channel.NewAttempts(deadline), cancellationToken).RunAsync(operations);
    }

    /// <inheritdoc/>
    public PostingStream OpenStream(TimeSpan? deadline = null) => new(_channel, deadline);
}
