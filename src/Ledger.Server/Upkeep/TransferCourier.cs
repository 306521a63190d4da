using Ledger.Rules.Asked;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Partitions;

namespace Ledger.Server.Upkeep;

/// <summary>
/// Brings what has left one account to the other: right after it was posted, and, by a look at the journal at every start and from time
/// to time, what a crash, another server or a full queue left under way. What the other side refuses comes back. What has just left goes to
/// whichever server has the other side; of what it finds in the journal each server does what is to be done on partitions of its own.
/// Whatever two of them do twice has the same key.
/// </summary>
internal sealed partial class TransferCourier(
    SentTransfers sent, UpkeepQueries queries, Router router, Survivors survivors, DatabaseWatch watch, Limits limits, TimeProvider time,
    ILogger<TransferCourier> logger)
    : BackgroundService
{
    // What has just left is on its way already.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    // Clocks of servers differ, and a commit takes its time.
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>Everything that left before has arrived or come back; null: not known yet.</summary>
    private DateTime? _settledUntil;
    private int _failures;
    private bool _isFailing;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Parallel.ForEachAsync(
            sent.Reader.ReadAllAsync(stoppingToken),
            new ParallelOptions { MaxDegreeOfParallelism = limits.UpkeepAtOnceMax, CancellationToken = stoppingToken },
            async (transfer, cancellation) => await TryDeliverAsync(transfer, hasJustLeft: true, cancellation)),
        SweepAsync(stoppingToken));

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(limits.UpkeepSeconds), time);
        do
            try
            {
                var failures = Volatile.Read(ref _failures);
                await SweepOnceAsync(stoppingToken);
                if (Volatile.Read(ref _failures) == failures && Interlocked.Exchange(ref _isFailing, false)) LogWorks(logger);
            }
            catch (Exception reason) when (SqlStates.IsPassing(reason))
            {
                Failed(reason);
            }
            catch (Exception reason) when (!stoppingToken.IsCancellationRequested)
            {
                LogFault(logger, reason);
            }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepOnceAsync(CancellationToken cancellation)
    {
        // By a clock that is wrong what leaves next would count as settled: such a look is not remembered.
        var now = await watch.LookAsync(cancellation);
        var until = (now ?? time.GetUtcNow().UtcDateTime) - Grace;
        var after = (PostedAt: _settledUntil is { } settled ? settled - Overlap : DateTime.UnixEpoch, Key: Guid.Empty);
        DateTime? oldest = null;
        IReadOnlyList<JournalRow> page;
        do
        {
            page = await queries.TransfersUnderWayAsync(after, until, limits.UpkeepMaxCount, cancellation);
            await Parallel.ForEachAsync(page,
                new ParallelOptions { MaxDegreeOfParallelism = limits.UpkeepAtOnceMax, CancellationToken = cancellation },
                async (row, _) => await TryDeliverAsync(SentTransfer.Of(row), hasJustLeft: false, cancellation));
            if (page.Count == 0) break;
            oldest ??= page[0].PostedAt;
            after = (page[^1].PostedAt, page[^1].Key);
        }
        while (page.Count == limits.UpkeepMaxCount);
        if (now is not null) _settledUntil = oldest ?? until;
    }

    private async Task TryDeliverAsync(SentTransfer? transfer, bool hasJustLeft, CancellationToken cancellation)
    {
        if (transfer is null) return;
        try
        {
            // The other side refuses it for good; or a caller has used the key of the arrival, which the receipt tells, for something else.
            if (await PostAsync(OwnOperations.Arrive(transfer), hasJustLeft, cancellation) != OwnAnswer.Refused) return;
            if (await SenderOfAsync(transfer, cancellation) is not { } sender) return;
            if (await PostAsync(OwnOperations.ComeBack(transfer, sender), hasJustLeft, cancellation) == OwnAnswer.Refused)
                LogStranded(logger, transfer.Key);
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            Failed(reason);
        }
        catch (Exception reason) when (!cancellation.IsCancellationRequested)
        {
            // As in AccountUpkeep: no reason to take the writers down.
            LogFault(logger, reason);
        }
    }

    // Told when it begins; the sweep without a failure tells the end.
    private void Failed(Exception reason)
    {
        Interlocked.Increment(ref _failures);
        if (!Interlocked.Exchange(ref _isFailing, true)) LogFailed(logger, reason.Message.ReplaceLineEndings(" "));
    }

    // Who was merged since: what was sent comes back to the account that stays. Null: it is not known now, another look will tell.
    private async ValueTask<long?> SenderOfAsync(SentTransfer transfer, CancellationToken cancellation)
    {
        if (transfer.IsMerge) return transfer.From;
        var (account, problem) = await survivors.OfAsync(transfer.From, Caller.Own, cancellation);
        return problem is null ? account : null;
    }

    // Where another server writes the account, it is asked by the one that the transfer has just left; in a look at the journal, which each
    // server makes, what it has decided is enough.
    private async Task<OwnAnswer> PostAsync(Operation operation, bool hasJustLeft, CancellationToken cancellation)
    {
        if (hasJustLeft || router.StatusOf(operation.Account) != PartitionStatus.HeldElsewhere)
        {
            var posting = new OwnPosting(operation);
            router.Hand(operation.Account, posting);
            return await posting.Answered;
        }
        return await queries.FirstRowAsync(operation.Key, cancellation) is { } first
            ? OwnPosting.AnswerOf(first, operation.Kind) : OwnAnswer.Open;
    }

    [LoggerMessage(410, LogLevel.Warning, "Transfers under way could not be brought on, which is tried on: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(413, LogLevel.Information, "Transfers under way are brought on again.")]
    private static partial void LogWorks(ILogger logger);

    [LoggerMessage(412, LogLevel.Error, "Bringing transfers on failed; trying again at the next look.")]
    private static partial void LogFault(ILogger logger, Exception reason);

    [LoggerMessage(411, LogLevel.Error, "The transfer {Key} can neither arrive nor come back, which no rule knows of.")]
    private static partial void LogStranded(ILogger logger, Guid key);
}
