using Npgsql;

namespace Ledger.Server.Journal.Commit;

/// <summary>What an error of the database means for a commit: the one place that knows SQLSTATE codes and constraint names.</summary>
internal static class SqlStates
{
    private const string CardConstraint = "card_points_at_one_account";

    /// <summary>
    /// SQLSTATE of the notice by which a commit reports that it is not on the synchronous standby although it says it succeeded.
    /// </summary>
    public const string Warning = "01000";

    public static AppendOutcome Of(Exception reason) => reason switch
    {
        // The server ended the session: the commit may have happened just before.
        PostgresException { InvariantSeverity: "FATAL" or "PANIC" } => AppendOutcome.Unknown,
        PostgresException error => Of(error),
        // No answer: connection lost, or no answer within the commit time-out.
        _ => AppendOutcome.Unknown,
    };

    /// <summary>True when the journal has no month for one of the keys.</summary>
    public static bool IsMissingMonth(Exception? reason) =>
        reason is PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null or "" };

    /// <summary>True when the connection leads to a server that takes no writes: a primary that became a standby.</summary>
    public static bool IsReadOnly(Exception? reason) => reason is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    /// <summary>True when trying again can help: the database is away, starting, stopping, or was disturbed.</summary>
    public static bool IsPassing(Exception reason) => reason switch
    {
        PostgresException error => error.InvariantSeverity is "FATAL" or "PANIC" || Of(error) == AppendOutcome.NotCommitted,
        NpgsqlException or System.Net.Sockets.SocketException or TimeoutException or IOException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>
    /// True when waiting for it can help whoever starts: nobody answers, or it is starting, stopping, full, or a standby still. A login or
    /// database that it does not know, and what it wants of a connection and does not get, are no better in a minute.
    /// </summary>
    public static bool IsAway(Exception reason) => reason switch
    {
        PostgresException error => Of(error) == AppendOutcome.NotCommitted,
        NpgsqlException { InnerException: AggregateException hosts } => hosts.InnerExceptions.All(IsAway),
        // None of several hosts is a primary.
        NpgsqlException { InnerException: null } error when error.Message.StartsWith("No suitable host", StringComparison.Ordinal) => true,
        NpgsqlException error => error.IsTransient,
        System.Net.Sockets.SocketException or TimeoutException => true,
        _ => false,
    };

    // An ERROR ends the transaction: surely not committed.
    private static AppendOutcome Of(PostgresException error) => error.SqlState switch
    {
        // By its beginning: the parts of a distributed table add to the name of a constraint.
        PostgresErrorCodes.UniqueViolation when error.ConstraintName?.StartsWith(CardConstraint, StringComparison.Ordinal) == true =>
        AppendOutcome.DuplicateCard,
        PostgresErrorCodes.UniqueViolation => AppendOutcome.DuplicateKey,
        PostgresErrorCodes.CheckViolation when IsMissingMonth(error) => AppendOutcome.NotCommitted,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable =>
        AppendOutcome.NotCommitted,
        // A primary that became a standby.
        PostgresErrorCodes.ReadOnlySqlTransaction => AppendOutcome.NotCommitted,
        // 53: out of disk, memory or connections. 57: operator intervention. 58: input or output of the machine.
        { } state when state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57", StringComparison.Ordinal)
            || state.StartsWith("58", StringComparison.Ordinal) => AppendOutcome.NotCommitted,
        // 22: a value it cannot take.
        { } state when state.StartsWith("22", StringComparison.Ordinal) => AppendOutcome.Unacceptable,
        _ => AppendOutcome.Broken,
    };
}
