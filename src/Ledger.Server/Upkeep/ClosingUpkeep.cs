using Ledger.Server.Basics;
using Ledger.Server.Journal.Closings;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Partitions;

namespace Ledger.Server.Upkeep;

/// <summary>
/// Closes the months of this server's partitions once they are over, a step at a time, and rests behind each as totals do. A partition that
/// goes to another server is gone on with there.
/// </summary>
internal sealed partial class ClosingUpkeep(
    MonthClosings closings, Router router, DatabaseWatch watch, Limits limits, TimeProvider time, ILogger<ClosingUpkeep> logger)
    : BackgroundService
{
    private readonly HashSet<short> _failing = [];
    private bool _isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(limits.UpkeepSeconds), time);
        do await LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var closed = new SortedDictionary<DateOnly, int>();
        try
        {
            // By a clock that the database's bears out.
            if (await watch.LookAsync(cancellation) is { } now)
                foreach (var partition in router.Partitions)
                    if (partition.Status == PartitionStatus.Serving) await TryPartitionAsync(partition.Number, now, closed, cancellation);
            if (_isAway) LogBack(logger);
            _isAway = false;
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason) || !cancellation.IsCancellationRequested)
        {
            // It is the same for all of them.
            if (!_isAway) LogAway(logger, reason.Message.ReplaceLineEndings(" "));
            _isAway = true;
        }
        foreach (var (month, count) in closed) LogClosed(logger, month, count);
    }

    private async Task TryPartitionAsync(
        short partition, DateTime now, SortedDictionary<DateOnly, int> closed, CancellationToken cancellation)
    {
        try
        {
            await CloseAsync(partition, now.AddMinutes(-limits.ClosingGraceMinutes), closed, cancellation);
            if (_failing.Remove(partition)) LogWorks(logger, partition);
        }
        catch (Exception reason) when (!cancellation.IsCancellationRequested && !SqlStates.IsPassing(reason))
        {
            // Nothing waits for a closing: no reason to take the writers down.
            if (_failing.Add(partition)) LogFault(logger, reason, partition);
        }
    }

    private async Task CloseAsync(short partition, DateTime until, SortedDictionary<DateOnly, int> closed, CancellationToken cancellation)
    {
        while (true)
        {
            var begun = time.GetTimestamp();
            if (await closings.StepAsync(partition, until, cancellation) is not { } step) return;
            if (step.Closed is { } month) closed[month] = closed.GetValueOrDefault(month) + 1;
            await Task.Delay(time.GetElapsedTime(begun) * (100.0 / limits.ClosingSharePercent - 1), time, cancellation);
        }
    }

    [LoggerMessage(435, LogLevel.Information, "The month that began on {Month} is closed in {Count} partitions.")]
    private static partial void LogClosed(ILogger logger, DateOnly month, int count);

    [LoggerMessage(436, LogLevel.Warning, "Months could not be closed, which is tried on: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(439, LogLevel.Information, "Months can be closed again.")]
    private static partial void LogBack(ILogger logger);

    [LoggerMessage(437, LogLevel.Information, "Months of partition {Partition} are closed again.")]
    private static partial void LogWorks(ILogger logger, short partition);

    [LoggerMessage(438, LogLevel.Error, "Closing a month of partition {Partition} failed, which is tried on: verify says why.")]
    private static partial void LogFault(ILogger logger, Exception reason, short partition);
}
