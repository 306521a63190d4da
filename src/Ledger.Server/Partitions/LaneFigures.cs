using System.Diagnostics.Metrics;
using Ledger.Rules.Codes;

namespace Ledger.Server.Partitions;

/// <summary>What one lane counts. Written by its single writer alone, so counting costs next to nothing.</summary>
public sealed class LaneFigures
{
    private static readonly Meter Meter = new("Ledger.Partitions");

    // A commit takes a few milliseconds; the last bounds show an ailing disk.
    private static readonly Histogram<double> CommitSeconds = Meter.CreateHistogram(
        "ledger_commit_seconds", "s", "How long commits took.", tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
        });

    private static readonly Histogram<int> CommitOperations = Meter.CreateHistogram(
        "ledger_commit_operations", "{operation}", "How many operations commits had.", tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] });

    private readonly long[] _answers = new long[64];
    private long _replayed;
    private long _commits;
    private long _operations;
    private long _rows;
    private long _committedAt = long.MinValue;

    public long Replayed => Volatile.Read(ref _replayed);

    public long Commits => Volatile.Read(ref _commits);

    public long Operations => Volatile.Read(ref _operations);

    public long Rows => Volatile.Read(ref _rows);

    /// <summary>How long ago the last commit was; without one for ever.</summary>
    public TimeSpan SinceCommit => Volatile.Read(ref _committedAt) is > long.MinValue and var at
        ? TimeSpan.FromMilliseconds(Environment.TickCount64 - at)
        : TimeSpan.MaxValue;

    public long Answers(Outcome outcome) => Volatile.Read(ref _answers[(int)outcome]);

    public void CountCommit(int operations, int rows, TimeSpan took)
    {
        Volatile.Write(ref _commits, _commits + 1);
        Volatile.Write(ref _operations, _operations + operations);
        Volatile.Write(ref _rows, _rows + rows);
        Volatile.Write(ref _committedAt, Environment.TickCount64);
        CommitSeconds.Record(took.TotalSeconds);
        CommitOperations.Record(operations);
    }

    public void CountAnswer(Outcome outcome) => Volatile.Write(ref _answers[(int)outcome], _answers[(int)outcome] + 1);

    public void CountReplay() => Volatile.Write(ref _replayed, _replayed + 1);
}
