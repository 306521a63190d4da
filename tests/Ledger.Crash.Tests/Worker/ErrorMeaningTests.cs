using Ledger.Server.Journal.Commit;
using Npgsql;

namespace Ledger.Crash.Tests.Worker;

/// <summary>What an error says of a commit, in the languages a database may speak.</summary>
public sealed class ErrorMeaningTests
{
    [Theory]
    [InlineData("FATAL")]
    [InlineData("致命错误")]
    [InlineData("SCHWERWIEGEND")]
    public void I10_A_connection_that_was_ended_leaves_the_commit_unknown_in_every_language(string severity)
    {
        var ended = new PostgresException("terminating connection", severity, "FATAL", PostgresErrorCodes.AdminShutdown);

        Assert.Equal(AppendOutcome.Unknown, SqlStates.Of(ended));
        Assert.True(SqlStates.IsPassing(ended));
    }

    [Theory]
    [InlineData(PostgresErrorCodes.SerializationFailure, AppendOutcome.NotCommitted)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, AppendOutcome.NotCommitted)]
    [InlineData(PostgresErrorCodes.DiskFull, AppendOutcome.NotCommitted)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, AppendOutcome.NotCommitted)]
    [InlineData(PostgresErrorCodes.UniqueViolation, AppendOutcome.DuplicateKey)]
    [InlineData(PostgresErrorCodes.UntranslatableCharacter, AppendOutcome.Unacceptable)]
    [InlineData(PostgresErrorCodes.NotNullViolation, AppendOutcome.Broken)]
    public void I10_An_error_that_ended_the_transaction_is_surely_not_committed(string state, AppendOutcome outcome) =>
        Assert.Equal(outcome, SqlStates.Of(new PostgresException("no", "ERROR", "ERROR", state)));

    [Fact]
    public void I10_No_answer_leaves_the_commit_unknown()
    {
        Assert.Equal(AppendOutcome.Unknown,
            SqlStates.Of(new NpgsqlException("Exception while reading from stream", new EndOfStreamException())));
        Assert.Equal(AppendOutcome.Unknown, SqlStates.Of(new TimeoutException()));
    }
}
