using Ledger.Rules.Rows;
using Ledger.Server.Journal.Commit;
using Npgsql;

namespace Ledger.Crash.Tests.Journals;

/// <summary>The calls a writer makes on its journal.</summary>
public enum JournalStep
{
    TakeOver,
    Confirm,
    Renew,
    Append,
    Load,
    Tail,
    Find,
    FindRelated,
    FindCards,
    Checkpoint,
    Release,
    HandBack,
}

/// <summary>What happens to one append.</summary>
/// <param name="Fate">Whether and when the rows are committed.</param>
/// <param name="Told">What the writer is told instead of what happened; null: what happened.</param>
internal readonly record struct AppendFault(AppendFate Fate, AppendOutcome? Told = null)
{
    public static readonly AppendFault None = new(AppendFate.Committed);
    public static readonly AppendFault UnknownCommitted = new(AppendFate.Committed, AppendOutcome.Unknown);
    public static readonly AppendFault UnknownLost = new(AppendFate.Lost, AppendOutcome.Unknown);
    public static readonly AppendFault UnknownLate = new(AppendFate.Late, AppendOutcome.Unknown);

    /// <summary>Nothing is committed and the writer is told <paramref name="told"/>.</summary>
    public static AppendFault Lie(AppendOutcome told) => new(AppendFate.Lost, told);
}

internal enum AppendFate
{
    Committed,
    Lost,
    /// <summary>Committed while the writer believes its connection dead; at the latest when somebody takes the partition over.</summary>
    Late,
}

/// <summary>Decides what goes wrong, call by call. This one lets everything pass.</summary>
internal class FaultPlan
{
    /// <summary>Before the call reaches the database; throws what the call then throws.</summary>
    public virtual Task BeforeAsync(JournalStep step) => Task.CompletedTask;

    /// <summary>After the database has done it: throws when the answer is lost. Not called for appends.</summary>
    public virtual Task AfterAsync(JournalStep step) => Task.CompletedTask;

    public virtual AppendFault OnAppend(IReadOnlyList<JournalRow> rows) => AppendFault.None;

    /// <summary>Between the commit and the moment the writer learns of it.</summary>
    public virtual Task CommittedAsync() => Task.CompletedTask;

    /// <summary>Exceptions that pass: the connection, the time-out, the server that goes down, the disk.</summary>
    public static Exception Passing(int number) => (number % 5) switch
    {
        0 => new NpgsqlException("injected: connection lost"),
        1 => new TimeoutException("injected: no answer"),
        2 => new PostgresException("injected: shutting down", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown),
        3 => new PostgresException("injected: disk full", "ERROR", "ERROR", PostgresErrorCodes.DiskFull),
        _ => new IOException("injected: broken pipe"),
    };
}
