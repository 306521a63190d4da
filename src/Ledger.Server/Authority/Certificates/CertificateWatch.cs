using Ledger.Server.Basics;

namespace Ledger.Server.Authority.Certificates;

/// <summary>Looks at the files of certificates every few seconds.</summary>
internal sealed class CertificateWatch(
    ServerCertificates certificates, Limits limits, TimeProvider time, ILogger<ServerCertificates> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(limits.CertificateLookSeconds), time);
        do certificates.Look(logger);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
