using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

internal static partial class PartitionLog
{
    [LoggerMessage(200, LogLevel.Information,
        "Partition {Partition} taken over: epoch {Epoch}, last row {LastSeq}, {Replayed} rows replayed.")]
    public static partial void TakenOver(ILogger logger, short partition, long epoch, long lastSeq, long replayed);

    [LoggerMessage(201, LogLevel.Warning, "Partition {Partition} could not be taken over; trying again.")]
    public static partial void TakeOverFailed(ILogger logger, Exception reason, short partition);

    [LoggerMessage(202, LogLevel.Warning,
        "Commit of partition {Partition} ended as {Outcome} at attempt {Attempt}; the batch is decided anew.")]
    public static partial void Disturbed(ILogger logger, Exception? reason, short partition, AppendOutcome outcome, int attempt);

    [LoggerMessage(203, LogLevel.Error,
        "The database cannot take a value in a batch of {Count} postings of partition {Partition}; posting them one by one, "
        + "error id {ErrorId}.")]
    public static partial void Unacceptable(ILogger logger, Exception? reason, short partition, int count, string errorId);

    [LoggerMessage(204, LogLevel.Error, "A posting of partition {Partition} could not be decided, error id {ErrorId}.")]
    public static partial void Poison(ILogger logger, Exception reason, short partition, string errorId);

    [LoggerMessage(205, LogLevel.Warning, "A checkpoint of partition {Partition} failed; it is tried again.")]
    public static partial void CheckpointFailed(ILogger logger, Exception reason, short partition);

    [LoggerMessage(206, LogLevel.Critical,
        "Partition {Partition} has STOPPED. Nothing of it is served until the cause is understood and the server restarted.")]
    public static partial void Stopped(ILogger logger, Exception reason, short partition);

    [LoggerMessage(207, LogLevel.Error,
        "Key {Key} of partition {Partition} could not be answered, error id {ErrorId}. What the journal holds under it stands.")]
    public static partial void ReplyFailed(ILogger logger, Exception reason, short partition, Guid key, string errorId);

    [LoggerMessage(208, LogLevel.Warning,
        "Partition {Partition} stands at {LastPostedAt:O}, {Seconds} s ahead of this server's clock, which was set back or another one was "
        + "wrong. Its rows are posted at that time until the clock is past it.")]
    public static partial void StandsAhead(ILogger logger, short partition, DateTime lastPostedAt, long seconds);
}
