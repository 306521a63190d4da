using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

internal static partial class PartitionLog
{
    [LoggerMessage(200, LogLevel.Information,
        "Partition {Partition} taken over: epoch {Epoch}, last row {LastSeq}, {Replayed} rows replayed.")]
    public static partial void TakenOver(ILogger logger, short partition, long epoch, long lastSeq, long replayed);

    [LoggerMessage(201, LogLevel.Warning, "Partition {Partition} could not be taken over, which is tried on: {Reason}")]
    public static partial void TakeOverFailed(ILogger logger, short partition, string reason);

    [LoggerMessage(202, LogLevel.Warning,
        "Partition {Partition} is disturbed: a commit ended as {Outcome}, and the batch is decided anew until one is done. {Reason}")]
    public static partial void Disturbed(ILogger logger, short partition, AppendOutcome outcome, string reason);

    [LoggerMessage(208, LogLevel.Warning, "Partition {Partition} is disturbed: its lease could not be prolonged, which is tried on. {Reason}")]
    public static partial void LeaseNotProlonged(ILogger logger, short partition, string reason);

    [LoggerMessage(209, LogLevel.Information, "Partition {Partition} serves again.")]
    public static partial void ServesAgain(ILogger logger, short partition);

    [LoggerMessage(210, LogLevel.Information, "Partition {Partition} is another server's.")]
    public static partial void HeldElsewhere(ILogger logger, short partition);

    [LoggerMessage(203, LogLevel.Error,
        "The database cannot take a value in a batch of {Count} postings of partition {Partition}; posting them one by one, "
        + "error id {ErrorId}.")]
    public static partial void Unacceptable(ILogger logger, Exception? reason, short partition, int count, string errorId);

    [LoggerMessage(204, LogLevel.Error, "A posting of partition {Partition} could not be decided, error id {ErrorId}.")]
    public static partial void Poison(ILogger logger, Exception reason, short partition, string errorId);

    [LoggerMessage(205, LogLevel.Warning, "A checkpoint of partition {Partition} failed; it is tried again. {Reason}")]
    public static partial void CheckpointFailed(ILogger logger, short partition, string reason);

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

    [LoggerMessage(211, LogLevel.Error,
        "More than {Count} rows refer to {Original}: an operation of partition {Partition} could not be decided, error id {ErrorId}.")]
    public static partial void TooManyRelated(ILogger logger, short partition, Guid original, int count, string errorId);

    /// <summary>What passes by itself needs no stack: what the database said, in one line; empty: it said nothing.</summary>
    public static string Why(Exception? reason) => reason?.Message.ReplaceLineEndings(" ") ?? "";
}
