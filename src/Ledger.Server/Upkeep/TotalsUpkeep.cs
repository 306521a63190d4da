using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Journal.Totals;

namespace Ledger.Server.Upkeep;

/// <summary>
/// Moves the totals of the journal on, a step at a time, and rests behind each: whoever posts as much as the database can take has it for
/// himself but for a small share, and an upgraded ledger, which has all of its rows before it, is not slowed down by them.
/// </summary>
internal sealed partial class TotalsUpkeep(JournalTotals totals, Limits limits, TimeProvider time, ILogger<TotalsUpkeep> logger)
    : BackgroundService
{
    // So far behind, reports take longer by what they read themselves, and it is told.
    private const int ManySteps = 20;
    private readonly HashSet<FollowingTotals> _behind = [];
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(limits.TotalsSeconds), time);
        do
            try
            {
                await MoveAsync(totals.Days, stoppingToken);
                await MoveAsync(totals.Receipts, stoppingToken);
                if (_isFailing) LogWorks(logger);
                _isFailing = false;
            }
            catch (Exception reason) when (SqlStates.IsPassing(reason))
            {
                if (!_isFailing) LogFailed(logger, reason.Message.ReplaceLineEndings(" "));
                _isFailing = true;
            }
            catch (Exception reason) when (!stoppingToken.IsCancellationRequested)
            {
                // Reports are as right without totals: no reason to take the writers down.
                LogFault(logger, reason);
            }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task MoveAsync(FollowingTotals following, CancellationToken cancellation)
    {
        while (true)
        {
            var begun = time.GetTimestamp();
            if (await following.StepAsync(cancellation) is not { } rest) return;
            Tell(following, rest);
            await Task.Delay(time.GetElapsedTime(begun) * (100.0 / limits.TotalsSharePercent - 1), time, cancellation);
            if (rest == 0) return;
        }
    }

    private void Tell(FollowingTotals following, long rest)
    {
        if (rest > ManySteps * (long)limits.TotalsStepMaxRows && _behind.Add(following)) LogBehind(logger, following.Name, rest);
        if (rest <= limits.TotalsRestMaxRows && _behind.Remove(following)) LogCaughtUp(logger, following.Name);
    }

    [LoggerMessage(430, LogLevel.Information, "{Totals} of the journal are being made: {Rows} rows to go, until when reports take longer.")]
    private static partial void LogBehind(ILogger logger, string totals, long rows);

    [LoggerMessage(431, LogLevel.Information, "{Totals} of the journal have caught up with it.")]
    private static partial void LogCaughtUp(ILogger logger, string totals);

    [LoggerMessage(432, LogLevel.Warning, "Totals of the journal could not be moved on, which is tried on: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(433, LogLevel.Information, "Totals of the journal move on again.")]
    private static partial void LogWorks(ILogger logger);

    [LoggerMessage(434, LogLevel.Error, "Moving the totals of the journal on failed; trying again at the next look.")]
    private static partial void LogFault(ILogger logger, Exception reason);
}
