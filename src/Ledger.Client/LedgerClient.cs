using Ledger.Client.Wire;

namespace Ledger.Client;

/// <summary>
/// The ledger, as a till or a backend calls it. One client holds one channel; make one per process and share it, it is safe to use
/// from many threads. This file: construction. Beside it: one operation, many operations, questions.
/// </summary>
/// <remarks>
/// Every operation is sent under one key until it is answered, within a deadline, a number of attempts and growing pauses. A
/// business refusal is a result, never an exception. An outcome that is not known in the end is the result
/// <see cref="PostingResult.Unresolved"/>: come back with the same operation.
/// </remarks>
public sealed partial class LedgerClient : IDisposable, IAsyncDisposable
{
    private readonly LedgerChannel _channel;

    /// <summary>Makes a client; connects on the first call.</summary>
    /// <param name="options">Address, identity and bounds; not to be changed afterwards.</param>
    /// <exception cref="ArgumentException">An option is out of its range, see <see cref="LedgerClientOptions.Validate"/>.</exception>
    public LedgerClient(LedgerClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _channel = new LedgerChannel(options);
        Operations = new OperationBuilder(options.Store, options.Terminal, options.Operator, options.TimeProvider);
    }

    /// <summary>Makes operations in the name of this client's store, terminal and operator: for batches, streams and the outbox.</summary>
    public OperationBuilder Operations { get; }

    /// <summary>Opens a conversation for many operations; dispose it to complete it.</summary>
    /// <param name="deadline">How long each operation may take, waiting for room included; the client's deadline when left out.</param>
    public PostingStream OpenStream(TimeSpan? deadline = null) => new(_channel, deadline);

    /// <summary>Closes the channel. Operations under way end as <see cref="PostingResult.Unresolved"/>.</summary>
    public void Dispose() => _channel.Dispose();

    /// <summary>As <see cref="Dispose"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
