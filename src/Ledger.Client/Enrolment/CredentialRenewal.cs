using Google.Protobuf;
using Grpc.Core;
using Ledger.Client.Credentials;
using Ledger.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Client.Enrolment;

/// <summary>
/// Gets the next credential when two thirds of the life of the one in the folder are over, over the connection that it has made.
/// Connections go on with the one they began with, which holds until its end; new ones begin with the new one. It looks once when it is
/// asked, or by itself once it has begun.
/// </summary>
internal sealed partial class CredentialRenewal : IDisposable
{
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromHours(1);

    private readonly CredentialFolder _folder;
    private readonly CredentialInUse _inUse;
    private readonly V1.Enrolment.EnrolmentClient _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ends = new();

    public CredentialRenewal(
        CredentialFolder folder, CredentialInUse inUse, CallInvoker invoker, TimeProvider time, ILoggerFactory? loggers)
    {
        (_folder, _inUse, _ledger, _time) = (folder, inUse, new V1.Enrolment.EnrolmentClient(invoker), time);
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Ledger.Client.Credentials");
    }

    /// <summary>Looks now and every hour, until it is disposed of.</summary>
    public void Begin() => _ = RunAsync(_ends.Token);

    /// <summary>Renews the credential.</summary>
    /// <returns>False: it is not due, or another process is at it.</returns>
    /// <exception cref="RpcException">The ledger does not give another one, or does not answer.</exception>
    public async Task<bool> RenewAsync(bool evenIfNotDue, CancellationToken cancellation)
    {
        if (!evenIfNotDue && !IsDue()) return false;
        using var turn = _folder.TryLock();
        // Another process with this folder may do it, or have done it just now.
        if (turn is null || (!evenIfNotDue && !IsDue())) return false;
        using var key = DeviceKey.Make();
        var request = new RenewRequest { CertificateRequest = ByteString.CopyFrom(DeviceKey.RequestFor(key)) };
        var issued = await _ledger.RenewAsync(request, cancellationToken: cancellation);
        _folder.Replace(key, issued.Certificates.Select(one => one.ToByteArray()), issued.Trust.Select(one => one.ToByteArray()));
        LogRenewed(_logger, _folder.Path);
        return true;
    }

    public void Dispose()
    {
        _ends.Cancel();
        _ends.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        // Not on the time of whoever makes the client.
        await Task.Yield();
        using var timer = new PeriodicTimer(_betweenLooks, _time);
        try
        {
            do await TryAsync(cancellation);
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            // The client is disposed of.
        }
    }

    private async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            await RenewAsync(evenIfNotDue: false, cancellation);
        }
        catch (Exception reason) when (reason is RpcException or IOException or UnauthorizedAccessException or LedgerCredentialException)
        {
            cancellation.ThrowIfCancellationRequested();
            LogNotRenewed(_logger, reason, _folder.Path);
        }
    }

    private bool IsDue() => _time.GetUtcNow().UtcDateTime >= _inUse.Current.RenewFrom;

    [LoggerMessage(1, LogLevel.Information, "The credential in {Folder} was renewed.")]
    private static partial void LogRenewed(ILogger logger, string folder);

    [LoggerMessage(2, LogLevel.Warning, "The credential in {Folder} could not be renewed; it is tried again in an hour.")]
    private static partial void LogNotRenewed(ILogger logger, Exception reason, string folder);
}
