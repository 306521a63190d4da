using Grpc.Core;
using Ledger.Client;
using Ledger.Client.Calls;
using Ledger.Client.Enrolment;
using Ledger.Client.Wire;
using Ledger.V1;

namespace Ledger.Tool.Connecting;

/// <summary>
/// The ledger, as one caller of it. Questions are asked again while there is no answer; what changes something is sent once.
/// </summary>
internal sealed class Session : IDisposable
{
    private const int AttemptsMax = 3;
    private static readonly TimeSpan _questionTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _reportTimeout = TimeSpan.FromMinutes(5);

    private readonly LedgerChannel _channel;
    private readonly TimeSpan _changeTimeout;
    private readonly TimeSpan _exportTimeout;

    /// <param name="addresses">Servers of one ledger; empty: the one that the folder names.</param>
    /// <param name="folder">The credential's folder; null: no credential.</param>
    /// <param name="timeout">How long an answer may take; null: as long as its kind may.</param>
    /// <exception cref="LedgerCredentialException">There is no credential in the folder.</exception>
    /// <exception cref="NotLetInException">The credential's certificate is over.</exception>
    public Session(IReadOnlyList<Uri> addresses, string? folder, TimeSpan? timeout)
    {
        (_changeTimeout, _exportTimeout) = (timeout ?? _questionTimeout, timeout ?? LedgerClient.ExportDeadline);
        _channel = new LedgerChannel(new LedgerClientOptions
        {
            Address = addresses.Count > 0 ? addresses[0] : null, Addresses = [.. addresses.Skip(1)], Credentials = folder,
            AttemptsMax = AttemptsMax, Deadline = timeout ?? _questionTimeout, AttemptTimeout = timeout ?? _questionTimeout,
            ReportTimeout = timeout ?? _reportTimeout,
        });
        if (_channel.Credential?.Current.Certificate is { } certificate && certificate.NotAfter.ToUniversalTime() < DateTime.UtcNow)
        {
            _channel.Dispose();
            throw new NotLetInException($"The certificate in {folder} ended on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}: "
                + "the caller needs a new token (`ledger token`) and enrols with it.");
        }
        Callers = new Callers.CallersClient(_channel.Invoker);
    }

    public Callers.CallersClient Callers { get; }

    public Reading.ReadingClient Reading => _channel.Reading;

    public Reporting.ReportingClient Reporting => _channel.Reporting;

    public Cards.CardsClient Cards => _channel.Cards;

    public Catalogue.CatalogueClient Catalogue => _channel.Catalogue;

    /// <summary>For services that are not of the contract.</summary>
    public CallInvoker Invoker => _channel.Invoker;

    /// <summary>Where the first server is.</summary>
    public Uri Address => _channel.Address!;

    /// <summary>A change was sent, and it is not known what became of it.</summary>
    public bool ChangeIsUnknown { get; private set; }

    /// <summary>Asks.</summary>
    /// <exception cref="LedgerRequestException">The ledger says no, or does not know what is asked for.</exception>
    /// <exception cref="LedgerUnavailableException">It does not answer.</exception>
    public Task<T> AskAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> ask, CancellationToken cancellation)
        where T : class => Question.AskForExistingAsync(_channel, ask, null, cancellation);

    /// <summary>Asks for what may take long, see <see cref="AskAsync"/>.</summary>
    public Task<T> ReportAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> ask, CancellationToken cancellation)
        where T : class => Question.AskForReportAsync(_channel, ask, null, cancellation);

    /// <summary>Has the ledger write a file, see <see cref="AskAsync"/>; its length in bytes.</summary>
    public Task<long> ExportAsync(ExportRequest request, Stream destination, CancellationToken cancellation) =>
        ExportCall.RunAsync(_channel, request, destination, _exportTimeout, cancellation);

    /// <summary>Changes something, once: asked again it could be done twice.</summary>
    /// <exception cref="LedgerRequestException">The ledger says no; nothing was changed.</exception>
    /// <exception cref="LedgerUnavailableException">There is no answer; <see cref="ChangeIsUnknown"/>.</exception>
    public async Task<T> ChangeAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> send, CancellationToken cancellation)
        where T : class
    {
        try
        {
            using var call = send(new CallOptions(deadline: DateTime.UtcNow + _changeTimeout, cancellationToken: cancellation));
            return await call.ResponseAsync;
        }
        catch (RpcException reason)
        {
            throw Judge(reason);
        }
    }

    /// <summary>What a call that was sent once has ended with, as questions tell it.</summary>
    public Exception Judge(RpcException reason)
    {
        var failure = Failure.Of(reason, Address);
        if (!failure.Verdict.WorthRetry) return new LedgerRequestException(failure.Problem);
        // A status with a reason was given by a server that has done nothing.
        ChangeIsUnknown = !failure.NeverConnected && failure.Problem.Reason.Length == 0;
        return new LedgerUnavailableException(failure.Problem, failure.HopelessBecause ?? UnresolvedReason.AttemptsExhausted, attempts: 1);
    }

    /// <summary>Gets the next credential when most of the life of the one there is is over; false: it is too early, or another process is
    /// at it.</summary>
    public async Task<bool> RenewAsync(bool evenIfNotDue, CancellationToken cancellation)
    {
        if (_channel is not { Folder: { } folder, Credential: { } credential }) return false;
        using var renewal = new CredentialRenewal(folder, credential, _channel.Invoker, TimeProvider.System, null);
        return await renewal.RenewAsync(evenIfNotDue, cancellation);
    }

    public void Dispose() => _channel.Dispose();
}
