using Ledger.Client.Enrolment;
using Ledger.Client.Wire;

namespace Ledger.Client;

/// <summary>
/// The ledger over gRPC. One client holds one channel; make one per process and share it, it is safe to use from many threads.
/// What it can do stands at <see cref="ILedgerClient"/>. This file: construction.
/// </summary>
public sealed partial class LedgerClient : ILedgerClient, IDisposable, IAsyncDisposable
{
    private readonly LedgerChannel _channel;
    private readonly CredentialRenewal? _renewal;
    private readonly OperationBuilder _own;
    private OperationBuilder _signedIn;

    /// <summary>Makes a client; connects on the first call.</summary>
    /// <param name="options">Address, identity and bounds; not to be changed afterwards.</param>
    /// <exception cref="ArgumentException">An option is out of its range, see <see cref="LedgerClientOptions.Validate"/>.</exception>
    /// <exception cref="LedgerCredentialException">The folder of <see cref="LedgerClientOptions.Credentials"/> has none that can be
    /// read.</exception>
    public LedgerClient(LedgerClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _channel = new LedgerChannel(options);
        var facts = _channel.Credential?.Current.Facts;
        var (store, terminal) = options.Store == 0 && options.Terminal == 0 && facts is not null
            ? (facts.Store, facts.Terminal) : (options.Store, options.Terminal);
        _own = _signedIn = new OperationBuilder(store, terminal, options.Operator, options.TimeProvider);
        if (_channel is { Folder: { } folder, Credential: { } credential })
        {
            _renewal = new CredentialRenewal(folder, credential, _channel.Invoker, options.TimeProvider, options.LoggerFactory);
            _renewal.Begin();
        }
    }

    /// <inheritdoc/>
    public OperationBuilder Operations => _channel.Session.Session is null ? _own : _signedIn;

    /// <summary>Closes the channel, unless it is the caller's own (<see cref="LedgerClientOptions.CallInvoker"/>). Operations under way end
    /// as <see cref="PostingResult.Unresolved"/>.</summary>
    public void Dispose()
    {
        _renewal?.Dispose();
        _channel.Dispose();
    }

    /// <summary>As <see cref="Dispose"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
