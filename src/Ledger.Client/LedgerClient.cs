using Ledger.Client.Wire;

namespace Ledger.Client;

/// <summary>
/// The ledger over gRPC. One client holds one channel; make one per process and share it, it is safe to use from many threads.
/// What it can do stands at <see cref="ILedgerClient"/>. This file: construction.
/// </summary>
public sealed partial class LedgerClient : ILedgerClient, IDisposable, IAsyncDisposable
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

    /// <inheritdoc/>
    public OperationBuilder Operations { get; }

    /// <summary>Closes the channel, unless it is the caller's own (<see cref="LedgerClientOptions.CallInvoker"/>). Operations under way end
    /// as <see cref="PostingResult.Unresolved"/>.</summary>
    public void Dispose() => _channel.Dispose();

    /// <summary>As <see cref="Dispose"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
