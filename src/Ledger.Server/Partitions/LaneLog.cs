using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

internal static partial class LaneLog
{
    [LoggerMessage(200, LogLevel.Information,
        "Lane {Lane} taken over: epoch {Epoch}, {Taken} of {Count} partitions, {Replayed} rows replayed.")]
    public static partial void TakenOver(ILogger logger, short lane, long epoch, int taken, int count, long replayed);

    [LoggerMessage(201, LogLevel.Warning, "Lane {Lane} could not be taken over, which is tried on: {Reason}")]
    public static partial void TakeOverFailed(ILogger logger, short lane, string reason);

    [LoggerMessage(202, LogLevel.Warning,
        "Lane {Lane} is disturbed: a commit ended as {Outcome}, and the batch is decided anew until one is done. {Reason}")]
    public static partial void Disturbed(ILogger logger, short lane, AppendOutcome outcome, string reason);

    [LoggerMessage(208, LogLevel.Warning, "Lane {Lane} is disturbed: its lease could not be prolonged, which is tried on. {Reason}")]
    public static partial void LeaseNotProlonged(ILogger logger, short lane, string reason);

    [LoggerMessage(209, LogLevel.Information, "Lane {Lane} serves again.")]
    public static partial void ServesAgain(ILogger logger, short lane);

    [LoggerMessage(210, LogLevel.Information, "Partition {Partition} is another server's.")]
    public static partial void HeldElsewhere(ILogger logger, short partition);

    [LoggerMessage(216, LogLevel.Information, "Partition {Partition} is handed back as of row {LastSeq}.")]
    public static partial void HandedBack(ILogger logger, short partition, long lastSeq);

    [LoggerMessage(217, LogLevel.Warning,
        "Whether partition {Partition} is handed back is not known; the lane is taken over anew. {Reason}")]
    public static partial void NotHandedBack(ILogger logger, short partition, string reason);

    [LoggerMessage(203, LogLevel.Error,
        "The database cannot take a value in a batch of {Count} postings of lane {Lane}; posting them one by one, error id {ErrorId}.")]
    public static partial void Unacceptable(ILogger logger, Exception? reason, short lane, int count, string errorId);

    [LoggerMessage(204, LogLevel.Error, "A posting of partition {Partition} could not be decided, error id {ErrorId}.")]
    public static partial void Poison(ILogger logger, Exception reason, short partition, string errorId);

    [LoggerMessage(205, LogLevel.Warning, "A checkpoint of lane {Lane} failed; it is tried again. {Reason}")]
    public static partial void CheckpointFailed(ILogger logger, short lane, string reason);

    [LoggerMessage(206, LogLevel.Critical,
        "Lane {Lane} with partitions {Partitions} has STOPPED. Nothing of them is served until the cause is understood and the server "
        + "restarted.")]
    public static partial void Stopped(ILogger logger, Exception reason, short lane, string partitions);

    [LoggerMessage(212, LogLevel.Critical,
        "Partition {Partition} has STOPPED: its rows cannot be. Nothing of it is served until the cause is understood and the server "
        + "restarted.")]
    public static partial void PartitionStopped(ILogger logger, Exception reason, short partition);

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

    [LoggerMessage(213, LogLevel.Error,
        "The database has gone back: lane {Lane} was told that {Count} more commits are durable than there are. It goes on from what there "
        + "is; callers hold receipts for what is not.")]
    public static partial void CommitsLost(ILogger logger, short lane, long count);

    [LoggerMessage(214, LogLevel.Error,
        "The journal of partition {Partition} is shorter than what was acknowledged: rows {First} to {Last} are not there.")]
    public static partial void JournalShorter(ILogger logger, short partition, long first, long last);

    [LoggerMessage(215, LogLevel.Error,
        "The checkpoint of account {Account} is at row {LastSeq}, partition {Partition} ends at row {End}. It is not used: the account is "
        + "folded anew from its rows.")]
    public static partial void CheckpointAhead(ILogger logger, long account, long lastSeq, short partition, long end);

    /// <summary>What passes by itself needs no stack: what the database said, in one line; empty: it said nothing.</summary>
    public static string Why(Exception? reason) => reason?.Message.ReplaceLineEndings(" ") ?? "";

    /// <summary>The numbers of partitions, one after the other.</summary>
    public static string List(IReadOnlyList<ServedPartition> partitions) => string.Join(", ", partitions.Select(one => one.Number));
}
