using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Upkeep;

/// <summary>
/// Looks at the database's settings and clock every so often, beside whatever is under way. A database that could forget what it commits,
/// and a clock that is not near the other one, are told once when that begins and once when it ends.
/// </summary>
internal sealed partial class DatabaseWatch(LedgerDatabase database, Limits limits, TimeProvider time, ILogger<DatabaseWatch> logger)
    : BackgroundService
{
    private readonly Lock _lock = new();
    private bool _isForgetfulTold;
    private bool _areClocksTold;
    private bool _isFaultTold;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(limits.DatabaseLookSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await LookAsync(stoppingToken);
                _isFaultTold = false;
            }
            catch (Exception reason) when (SqlStates.IsPassing(reason))
            {
                // The writers and the health service tell that it is away.
            }
            catch (Exception reason) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_isFaultTold) LogFault(logger, reason);
                _isFaultTold = true;
            }
    }

    /// <summary>
    /// Looks at both clocks, and returns the time, UTC, by which may be found out what is due; null: they are more than
    /// <see cref="Limits.ClockMaxDistanceMinutes"/> apart, and nothing may expire, be reviewed, granted or timed out by either. Throws when
    /// the database does not answer.
    /// </summary>
    public async Task<DateTime?> LookAsync(CancellationToken cancellation)
    {
        var now = await database.Condition.LookAsync(cancellation);
        var ahead = database.Condition.Ahead;
        var areNear = ahead.Duration() <= TimeSpan.FromMinutes(limits.ClockMaxDistanceMinutes);
        lock (_lock)
        {
            if (!areNear && !_areClocksTold) LogClocksApart(logger, (long)ahead.TotalSeconds);
            if (areNear && _areClocksTold) LogClocksNear(logger);
            _areClocksTold = !areNear;
            var forgetful = database.Condition.Forgetful;
            if (forgetful is not null && !_isForgetfulTold) LogForgetful(logger, forgetful);
            if (forgetful is null && _isForgetfulTold) LogKeeps(logger);
            _isForgetfulTold = forgetful is not null;
        }
        return areNear ? now : null;
    }

    [LoggerMessage(440, LogLevel.Critical,
        "The database runs with {Setting}: it could forget what it commits. Nothing is posted until that is put right.")]
    private static partial void LogForgetful(ILogger logger, string setting);

    [LoggerMessage(441, LogLevel.Information, "The database keeps what it commits again.")]
    private static partial void LogKeeps(ILogger logger);

    [LoggerMessage(442, LogLevel.Warning,
        "This server's clock is {Seconds} s ahead of the database's (negative: behind). One of them is wrong: nothing expires, is "
        + "reviewed, granted or timed out until they are near each other.")]
    private static partial void LogClocksApart(ILogger logger, long seconds);

    [LoggerMessage(443, LogLevel.Information, "This server's clock and the database's are near each other again.")]
    private static partial void LogClocksNear(ILogger logger);

    [LoggerMessage(444, LogLevel.Error, "Looking at the database's settings failed, which is tried on.")]
    private static partial void LogFault(ILogger logger, Exception reason);
}
