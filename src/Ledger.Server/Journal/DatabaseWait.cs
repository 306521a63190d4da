using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Journal;

/// <summary>
/// The wait of a server that starts before its database: after a power cut both do at once. What waiting cannot mend (a login that is
/// refused, a database that is not there, another ledger's) is told at once.
/// </summary>
internal sealed partial class DatabaseWait(Limits limits, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(15);

    /// <summary>What <paramref name="open"/> opens, once the database answers.</summary>
    /// <exception cref="DatabaseAwayException">It has not within <see cref="Limits.DatabaseWaitSeconds"/>.</exception>
    public async Task<T> ForAsync<T>(Func<Task<T>> open, CancellationToken cancellation)
    {
        var longest = TimeSpan.FromSeconds(limits.DatabaseWaitSeconds);
        var began = time.GetTimestamp();
        TimeSpan? toldAt = null;
        while (true)
            try
            {
                var opened = await open();
                if (toldAt is not null) LogAnswers(logger);
                return opened;
            }
            catch (Exception reason) when (SqlStates.IsAway(reason))
            {
                var (waited, why) = (time.GetElapsedTime(began), DatabaseAwayException.Told(reason));
                if (waited >= longest)
                    throw new DatabaseAwayException(
                        $"The database cannot be reached, for {limits.DatabaseWaitSeconds} s (DatabaseWaitSeconds): {why}");
                if (toldAt is not { } last || waited - last >= BetweenLines)
                {
                    LogWaits(logger, (int)(longest - waited).TotalSeconds, why);
                    toldAt = waited;
                }
                var left = longest - waited;
                await Task.Delay(left < BetweenTries ? left : BetweenTries, time, cancellation);
            }
    }

    [LoggerMessage(101, LogLevel.Warning, "Waiting for the database, {Seconds} s more at most: {Reason}")]
    private static partial void LogWaits(ILogger logger, int seconds, string reason);

    [LoggerMessage(102, LogLevel.Information, "The database answers.")]
    private static partial void LogAnswers(ILogger logger);
}
