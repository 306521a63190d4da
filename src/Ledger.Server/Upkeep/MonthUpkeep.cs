using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Schema;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Upkeep;

/// <summary>Makes the months of the journal ahead of time. The first ones are made before the server serves.</summary>
internal sealed partial class MonthUpkeep(LedgerDatabase database, Limits limits, TimeProvider time, ILogger<MonthUpkeep> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var isFailing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                var now = time.GetUtcNow().UtcDateTime;
                foreach (var name in await JournalMonths.MakeAllAsync(database.Queries, now, limits, stoppingToken))
                    LogMade(logger, name);
                if (isFailing) LogMadeAgain(logger);
                isFailing = false;
            }
            catch (Exception reason) when (SqlStates.IsPassing(reason))
            {
                if (!isFailing) LogFailed(logger, reason.Message.ReplaceLineEndings(" "));
                isFailing = true;
            }
            catch (Exception reason) when (!stoppingToken.IsCancellationRequested)
            {
                // There is time for another look: the months are made well ahead, and nothing of this is worth an outage.
                LogFault(logger, reason);
            }
    }

    [LoggerMessage(400, LogLevel.Information, "Journal month {Name} made.")]
    private static partial void LogMade(ILogger logger, string name);

    [LoggerMessage(401, LogLevel.Warning, "The journal's months could not be made ahead; trying again within the hour: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(403, LogLevel.Information, "The journal's months are made ahead again.")]
    private static partial void LogMadeAgain(ILogger logger);

    [LoggerMessage(402, LogLevel.Error, "Making the journal's months ahead failed; trying again within the hour.")]
    private static partial void LogFault(ILogger logger, Exception reason);
}
