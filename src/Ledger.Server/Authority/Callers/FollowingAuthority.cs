using Ledger.Server.Authority.Sessions;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Authority.Callers;

/// <summary>
/// Asks every second whether somebody changed who may do what, and reads all of it when somebody has; and whose session has ended. What it
/// has not been able to ask for some seconds, it does not know: then nobody may do anything.
/// </summary>
internal sealed partial class FollowingAuthority(
    AuthorityReader reader, OpenSessions sessions, OpenConnections connections, Limits limits, TimeProvider time,
    ILogger<FollowingAuthority> logger)
    : BackgroundService
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly long _oldest = limits.AuthorityMaxAgeSeconds * 1000L;
    private volatile AuthoritySnapshot? _snapshot;
    private long _askedAt = long.MinValue / 2;
    private bool _isFaultTold;

    /// <summary>The newest snapshot; null: it is too old to go by.</summary>
    public AuthoritySnapshot? Known => Environment.TickCount64 - Volatile.Read(ref _askedAt) <= _oldest ? _snapshot : null;

    /// <summary>
    /// Asks now, unless somebody has asked since this was called. Throws when the database does not answer.
    /// </summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var wanted = Environment.TickCount64;
        await _turn.WaitAsync(cancellation);
        try
        {
            if (Volatile.Read(ref _askedAt) > wanted) return;
            var asked = Environment.TickCount64;
            if (await reader.ReadAsync(_snapshot, cancellation) is { } changed) _snapshot = changed;
            await sessions.LookAsync(cancellation);
            // In this order: what is young enough is there.
            Volatile.Write(ref _askedAt, asked);
        }
        finally
        {
            _turn.Release();
        }
        connections.EndBy(_snapshot!);
    }

    /// <summary>Asks before anybody is let in.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryLookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(limits.AuthorityLookMilliseconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await TryLookAsync(stoppingToken);
    }

    /// <summary>The same where the database may be away: then what is known grows old.</summary>
    public async Task TryLookAsync(CancellationToken cancellation)
    {
        try
        {
            await LookAsync(cancellation);
            if (_isFaultTold) LogKnown(logger);
            _isFaultTold = false;
        }
        catch (Exception reason) when (!cancellation.IsCancellationRequested)
        {
            // That the database is away is told by the writers and by health.
            if (!_isFaultTold && !SqlStates.IsPassing(reason)) LogFault(logger, reason);
            _isFaultTold |= !SqlStates.IsPassing(reason);
        }
    }

    [LoggerMessage(620, LogLevel.Error, "Who may do what cannot be read, which is tried on; until then nobody is let in.")]
    private static partial void LogFault(ILogger logger, Exception reason);

    [LoggerMessage(621, LogLevel.Information, "Who may do what is known again.")]
    private static partial void LogKnown(ILogger logger);
}
