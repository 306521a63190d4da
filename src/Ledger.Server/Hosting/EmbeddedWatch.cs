using Ledger.Embedded;

namespace Ledger.Server.Hosting;

/// <summary>Brings the server's own PostgreSQL back when it dies: nobody else would.</summary>
internal sealed class EmbeddedWatch(EmbeddedPostgres postgres, TimeProvider time, ILogger<EmbeddedWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                if (await postgres.RestartIfDeadAsync(stoppingToken)) EmbeddedLog.Restarted(logger, postgres.PostmasterPid);
                _isFailing = false;
            }
            catch (Exception reason) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_isFailing) EmbeddedLog.RestartFailed(logger, reason);
                _isFailing = true;
            }
    }
}
