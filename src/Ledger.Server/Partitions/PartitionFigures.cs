using Ledger.Rules.Codes;
using Ledger.Rules.Members;

namespace Ledger.Server.Partitions;

/// <summary>What one partition counts. Written by its single writer alone, so counting costs next to nothing.</summary>
public sealed class PartitionFigures
{
    /// <summary>Seconds: a commit takes a few milliseconds; the last bounds show an ailing disk.</summary>
    public static readonly double[] CommitSecondsBounds = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5];
    public static readonly double[] CommitOperationsBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    private readonly long[] _answers = new long[64];
    private long _replayed;
    private long _commits;
    private long _operations;
    private long _rows;
    private long _committedAt = long.MinValue;

    public Histogram CommitSeconds { get; } = new(CommitSecondsBounds);

    public Histogram CommitOperations { get; } = new(CommitOperationsBounds);

    public long Replayed => Volatile.Read(ref _replayed);

    public long Commits => Volatile.Read(ref _commits);

    public long Operations => Volatile.Read(ref _operations);

    public long Rows => Volatile.Read(ref _rows);

    /// <summary>How long ago the last commit was; without one for ever.</summary>
    public TimeSpan SinceCommit => Volatile.Read(ref _committedAt) is > long.MinValue and var at
        ? TimeSpan.FromMilliseconds(Environment.TickCount64 - at)
        : TimeSpan.MaxValue;

    /// <summary>Accounts in memory, and those of them that wait for their checkpoint.</summary>
    public int AccountsCached { get; set; }

    public int AccountsDirty { get; set; }

    public long Answers(Outcome outcome) => Volatile.Read(ref _answers[(int)outcome]);

    public void CountCommit(int operations, int rows, TimeSpan took)
    {
        Volatile.Write(ref _commits, _commits + 1);
        Volatile.Write(ref _operations, _operations + operations);
        Volatile.Write(ref _rows, _rows + rows);
        Volatile.Write(ref _committedAt, Environment.TickCount64);
        CommitSeconds.Observe(took.TotalSeconds);
        CommitOperations.Observe(operations);
    }

    public void CountAnswer(Outcome outcome) => Volatile.Write(ref _answers[(int)outcome], _answers[(int)outcome] + 1);

    public void CountReplay() => Volatile.Write(ref _replayed, _replayed + 1);
}
