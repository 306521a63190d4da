using Ledger.Server.Authority.Callers;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Partitions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ledger.Server.Telemetry;

/// <summary>
/// Whether callers should be sent here: the server is not stopping, holds a partition or can send on what is about others', none of its
/// partitions is in trouble, it is known who may do what, the database keeps what it commits, and has answered just now, by a commit or to
/// a ping.
/// </summary>
internal sealed partial class Readiness(
    Router router, Sharing sharing, LedgerDatabase database, ConnectionRights rights, TimeProvider time, IHostApplicationLifetime lifetime,
    ILogger<Readiness> logger) : IHealthCheck
{
    /// <summary>How old the newest commit may be, and how long a ping may take.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenPings = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task _ping = Task.CompletedTask;
    private long? _pingedAt;
    // 0: nothing is told yet, 1: ready, 2: not ready.
    private int _told;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return HealthCheckResult.Unhealthy("The server is stopping.");
        var trouble = Trouble() ?? (HasJustCommitted() || await AnswersAsync(cancellationToken) ? null : "the database does not answer");
        Tell(trouble);
        return trouble is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(trouble);
    }

    private string? Trouble()
    {
        if (database.Condition.Forgetful is { } setting) return $"the database runs with {setting}";
        if (!rights.AreKnown) return "who may do what is not known";
        var serves = false;
        foreach (var partition in router.Partitions)
        {
            if (partition.Status is not (PartitionStatus.Serving or PartitionStatus.HeldElsewhere))
                return $"partition {partition.Number} is {partition.Status}";
            serves |= partition.Status == PartitionStatus.Serving;
        }
        return serves || sharing.HasPeer ? null : "it holds no partition and knows no server to send anything on to";
    }

    // Of each lane: one that others commit beside may still hang.
    private bool HasJustCommitted() => router.Lanes
        .Where(lane => lane.Partitions.Any(partition => partition.Status == PartitionStatus.Serving))
        .All(lane => lane.Figures.SinceCommit < Longest);

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await Ping().WaitAsync(Longest, time, cancellation);
            return true;
        }
        catch (Exception reason) when (reason is TimeoutException || SqlStates.IsPassing(reason))
        {
            return false;
        }
    }

    /// <summary>The last ping, or a new one. One that has no answer yet goes on: further ones would only fill the pool.</summary>
    private Task Ping()
    {
        lock (_lock)
        {
            if (_ping.IsCompleted && (_pingedAt is not { } last || time.GetElapsedTime(last) >= BetweenPings))
                (_pingedAt, _ping) = (time.GetTimestamp(), database.PingAsync());
            return _ping;
        }
    }

    private void Tell(string? trouble)
    {
        var state = trouble is null ? 1 : 2;
        if (Interlocked.Exchange(ref _told, state) == state) return;
        if (trouble is null) LogReady(logger);
        else LogNotReady(logger, trouble);
    }

    [LoggerMessage(500, LogLevel.Information, "Ready.")]
    private static partial void LogReady(ILogger logger);

    [LoggerMessage(501, LogLevel.Warning, "Not ready: {Trouble}.")]
    private static partial void LogNotReady(ILogger logger, string trouble);
}
