using Ledger.Tooling.Measures;
using Ledger.V1;

namespace Ledger.Yardstick.Load;

/// <summary>What one caller was answered within the window. Not for concurrent use: tallies are added up at the end.</summary>
internal sealed class Tally(Window window)
{
    private readonly LatencyHistogram _latencies = new();

    /// <summary>Answers within the window: posted, refused and replayed alike.</summary>
    public long Answers { get; private set; }

    public long Refusals { get; private set; }

    public long Replays { get; private set; }

    /// <summary>Anything but a receipt, at any time: it makes the leg fail.</summary>
    public long Problems { get; private set; }

    /// <summary>The first problem, for people.</summary>
    public string? FirstProblem { get; private set; }

    public LatencyHistogram Latencies => _latencies;

    /// <summary>Takes an answer in. <paramref name="sent"/> is when it was sent, or for an open loop when it should have been.</summary>
    public void Answer(Receipt receipt, long sent, long answered)
    {
        if (receipt.Outcome is not (Outcome.Posted or Outcome.InsufficientFunds)) Problem($"outcome {receipt.Outcome}");
        if (!window.Counts(answered)) return;
        if (receipt.Replayed) Replays++;
        else if (receipt.Outcome == Outcome.InsufficientFunds) Refusals++;
        Answer(sent, answered);
    }

    /// <summary>Takes the answer to a question in.</summary>
    public void Answer(long sent, long answered)
    {
        if (!window.Counts(answered)) return;
        Answers++;
        _latencies.Record((long)window.Between(sent, answered).TotalMicroseconds);
    }

    public void Problem(string what)
    {
        Problems++;
        FirstProblem ??= what;
    }

    /// <summary>What all of them were answered.</summary>
    public static Tally SumOf(IEnumerable<Tally> tallies, Window window)
    {
        var sum = new Tally(window);
        foreach (var tally in tallies) sum.Add(tally);
        return sum;
    }

    private void Add(Tally other)
    {
        AddCounts(other);
        _latencies.Add(other._latencies);
    }

    /// <summary>Adds another's answers, and leaves the latencies as they are.</summary>
    public void AddCounts(Tally other)
    {
        Answers += other.Answers;
        Refusals += other.Refusals;
        Replays += other.Replays;
        Problems += other.Problems;
        FirstProblem ??= other.FirstProblem;
    }
}
