namespace Ledger.Load.Recording;

/// <summary>What the server's metrics say about an interval.</summary>
/// <param name="QueueDepth">Operations waiting for a partition, over all of them; the largest seen.</param>
/// <param name="Commits">Commits in the interval.</param>
/// <param name="CommittedOperations">Operations they carried.</param>
/// <param name="CommitSeconds">Time they took together.</param>
/// <param name="Refusals">Refusals answered.</param>
/// <param name="MemoryBytes">Resident memory at the end.</param>
/// <param name="CpuSeconds">CPU time used.</param>
internal sealed record ServerFigures(
    double QueueDepth, double Commits, double CommittedOperations, double CommitSeconds, double Refusals, double MemoryBytes,
    double CpuSeconds)
{
    /// <summary>Operations a commit on average; 0 without commits.</summary>
    public double BatchMean => Commits > 0 ? CommittedOperations / Commits : 0;

    /// <summary>Milliseconds a commit on average; 0 without commits.</summary>
    public double CommitMillisecondsMean => Commits > 0 ? CommitSeconds / Commits * 1000 : 0;

    /// <summary>This and the following interval as one.</summary>
    public ServerFigures With(ServerFigures next) => new(
        Math.Max(QueueDepth, next.QueueDepth), Commits + next.Commits, CommittedOperations + next.CommittedOperations,
        CommitSeconds + next.CommitSeconds, Refusals + next.Refusals, next.MemoryBytes, CpuSeconds + next.CpuSeconds);
}
