using System.Diagnostics;

namespace Ledger.Server.Basics;

/// <summary>
/// The spans of the write path. Every member gives null, and makes nothing, while nobody listens.
/// <code>
/// intake ─▶ queue  of each operation, in the trace of its caller
///             └ link ─▶ commit  of the batch it became durable with, a trace of its own with what the database was asked
/// </code>
/// </summary>
internal static class Tracing
{
    public const string SourceName = "Ledger";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Somebody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Reading, checking and resolving what was sent in.</summary>
    public static Activity? Intake() => Source.HasListeners() ? Source.StartActivity("intake") : null;

    /// <summary>The wait of an operation until its batch is committed; it ends on another thread, so it surrounds nothing here.</summary>
    public static Activity? Queue(Guid key)
    {
        if (!Source.HasListeners()) return null;
        var surroundings = Activity.Current;
        var wait = Source.StartActivity("queue");
        Activity.Current = surroundings;
        return wait?.SetTag("ledger.key", key.ToString());
    }

    /// <summary>Ends a wait, in what surrounds it here; it leads to the commit, if there is one.</summary>
    public static void EndQueue(Activity? wait, Activity? commit = null)
    {
        if (wait is null) return;
        var surroundings = Activity.Current;
        if (commit is not null) wait.AddLink(new ActivityLink(commit.Context));
        wait.Stop();
        Activity.Current = surroundings;
    }

    /// <summary>One commit of a lane.</summary>
    public static Activity? Commit(short lane, int operations, int rows)
    {
        if (!Source.HasListeners()) return null;
        var commit = Source.StartActivity("commit");
        return commit?.SetTag("ledger.lane", lane).SetTag("ledger.operations", operations).SetTag("ledger.rows", rows);
    }
}
