using Ledger.Rules.Members;
using Ledger.Rules.Time;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;

namespace Ledger.Server.Upkeep;

/// <summary>
/// Does what time alone makes necessary on accounts: ended holds at every look, what is due by day whenever a day begins for their program
/// or ends at the last of its stores, and both when the server starts. It goes by this server's clock, as long as the database's is near
/// it: what expired by a wrong one would not come back when it is put right. It can be stopped anywhere: every operation has a key that
/// follows from what is done, so a restarted or a second server that does it again does it once.
/// </summary>
internal sealed partial class AccountUpkeep(
    UpkeepQueries queries, Router router, ProgramBook programs, DatabaseWatch watch, Limits limits, TimeProvider time,
    ILogger<AccountUpkeep> logger) : BackgroundService
{
    /// <summary>For each partition the days (see <see cref="Days"/>) whose work is done.</summary>
    private readonly Dictionary<short, long> _doneOn = [];
    private readonly HashSet<short> _failing = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(limits.UpkeepSeconds), time);
        do await LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Does what is due on this server's partitions.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        // All of a look is by this one moment, whatever the clock does meanwhile.
        var moment = watch.LookAsync(cancellation);
        foreach (var partition in router.Partitions)
            if (partition.Status == PartitionStatus.Serving) await TryPartitionAsync(partition.Number, moment, cancellation);
            else _doneOn.Remove(partition.Number);
    }

    private async Task TryPartitionAsync(short partition, Task<DateTime?> moment, CancellationToken cancellation)
    {
        try
        {
            if (await moment is not { } now) return;
            var days = Days(now);
            var newDay = _doneOn.GetValueOrDefault(partition) != days;
            var isDone = await InMemoryAsync(partition, now, newDay, cancellation);
            await HoldsAsync(partition, now, cancellation);
            if (newDay && await ByDayAsync(partition, now, cancellation) && isDone) _doneOn[partition] = days;
            if (_failing.Remove(partition)) LogWorks(logger, partition);
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            if (_failing.Add(partition)) LogFailed(logger, partition, reason.Message.ReplaceLineEndings(" "));
        }
        catch (Exception reason) when (!cancellation.IsCancellationRequested)
        {
            // It decides nothing and changes nothing by itself: what went wrong here is no reason to take the writers down.
            LogFault(logger, reason, partition);
        }
    }

    /// <summary>Accounts whose checkpoints lag behind: the writer knows better than the table.</summary>
    private async Task<bool> InMemoryAsync(short partition, DateTime now, bool newDay, CancellationToken cancellation)
    {
        var question = new DueQuestion(newDay ? LatestDate(now) : null, now);
        router.HandTo(partition, question);
        return await question.Completion is { } accounts && await OnAllAsync(accounts, now, cancellation);
    }

    private async Task HoldsAsync(short partition, DateTime now, CancellationToken cancellation)
    {
        // Checkpoints are written late: without a place to go on from, what was tidied up already would hide whatever lies behind it.
        var after = (DateTime.UnixEpoch, 0L);
        for (var pages = 0; pages < limits.UpkeepPagesMax; pages++)
        {
            var page = await queries.DueHoldsAsync(partition, now, after, limits.UpkeepMaxCount, cancellation);
            await OnAllAsync([.. page.Select(due => due.Account)], now, cancellation);
            if (page.Count < limits.UpkeepMaxCount) return;
            after = page[^1];
        }
        LogHoldsLeft(logger, partition, limits.UpkeepPagesMax * limits.UpkeepMaxCount);
    }

    private async Task<bool> ByDayAsync(short partition, DateTime now, CancellationToken cancellation)
    {
        var (isDone, after) = (true, (DateOnly.MinValue, 0L));
        while (true)
        {
            var page = await queries.DueByDayAsync(partition, LatestDate(now), after, limits.UpkeepMaxCount, cancellation);
            if (!await OnAllAsync([.. page.Select(due => due.Account)], now, cancellation)) isDone = false;
            if (page.Count < limits.UpkeepMaxCount) return isDone;
            after = page[^1];
        }
    }

    private async Task<bool> OnAllAsync(IReadOnlyList<long> accounts, DateTime now, CancellationToken cancellation)
    {
        var open = 0;
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = limits.UpkeepAtOnceMax, CancellationToken = cancellation };
        await Parallel.ForEachAsync(accounts, atOnce, async (account, _) =>
        {
            if (!await OnAsync(account, now)) Interlocked.Increment(ref open);
        });
        return open == 0;
    }

    /// <summary>Does what is due on one account. False: not all of it could be done now.</summary>
    private async Task<bool> OnAsync(long account, DateTime now)
    {
        var question = new AccountQuestion(account);
        router.Hand(account, question);
        var (state, _) = await question.Completion;
        if (state is null) return false;
        // A program that another server has brought since this one started: nothing is known of what is due under it.
        if (!state.IsOpen || !programs.Has(state.Program)) return true;

        var days = programs.DaysOf(state.Program, now);
        var rules = programs.RulesAt(state.Program, OwnOperations.MidnightOf(days.Last));
        foreach (var due in Due.On(state, rules, days, now))
        {
            var posting = new OwnPosting(OwnOperations.Due(due, account, state.Program, days.Of(due.Kind)));
            router.Hand(account, posting);
            if (await posting.Answered == OwnAnswer.Open) return false;
        }
        return true;
    }

    private DateOnly LatestDate(DateTime now) =>
        programs.Homes.Select(home => programs.DaysOf(home.Program, now).Own).Append(DateOnly.FromDateTime(now)).Max();

    // Rises whenever a day begins for one of the programs, or ends at its last store.
    private long Days(DateTime now) => DateOnly.FromDateTime(now).DayNumber + programs.Homes
        .Select(home => programs.DaysOf(home.Program, now)).Sum(days => (long)days.Own.DayNumber + days.Last.DayNumber);

    [LoggerMessage(420, LogLevel.Warning,
        "What is due on accounts of partition {Partition} could not be found, which is tried on: {Reason}")]
    private static partial void LogFailed(ILogger logger, short partition, string reason);

    [LoggerMessage(423, LogLevel.Information, "What is due on accounts of partition {Partition} is found again.")]
    private static partial void LogWorks(ILogger logger, short partition);

    [LoggerMessage(422, LogLevel.Warning, "Partition {Partition} has more than {Count} ended holds; going on at the next look.")]
    private static partial void LogHoldsLeft(ILogger logger, short partition, int count);

    [LoggerMessage(421, LogLevel.Error, "Upkeep of partition {Partition} failed; trying again at the next look.")]
    private static partial void LogFault(ILogger logger, Exception reason, short partition);
}
