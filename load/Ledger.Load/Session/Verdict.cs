using Ledger.Load.Audit;
using Ledger.Load.Report;
using Ledger.Load.Simulations;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Session;

/// <summary>Says what a run came to, and why.</summary>
internal static class Verdict
{
    public const string PassedWord = "passed";
    public const string FailedWord = "failed";
    public const string InvalidWord = "invalid";
    public const string UncertainWord = "uncertain";

    /// <summary>How much of what was scheduled may be missing.</summary>
    private const double SentTolerance = 0.001;

    public static (string Verdict, IReadOnlyList<string> Remarks) Of(VerdictBasis basis)
    {
        var (failures, notes) = (new List<string>(), new List<string>());
        // Money first: a run that is fast and wrong has failed whatever else holds.
        foreach (var check in basis.Audit.Checks.Where(check => check.Result == CheckResult.Broken))
            failures.Add($"THE LEDGER IS WRONG: {check.Name}: {check.Detail}");
        foreach (var result in basis.Thresholds.Where(result => !result.Passed))
            failures.Add($"Threshold {result.Threshold.Text} was not met: {result.ValueText}.");
        if (basis.Stopped)
            failures.Add("The run was stopped before its end.");

        var missing = basis.Scheduled - basis.Sent;
        if (Math.Abs(missing) > basis.Scheduled * SentTolerance)
        {
            var words = $"The target cannot take this rate: {Words.Count(missing)} of {Words.Count(basis.Scheduled)} scheduled requests were not sent, "
                + "because too many were without an answer.";
            // A search goes beyond what the target takes on purpose, and a stopped run leaves requests behind.
            (basis.Capacity is null && !basis.Stopped ? failures : notes).Add(words);
        }
        if (basis.Abandoned > 0)
            notes.Add($"{Words.Count(basis.Abandoned)} requests had no answer when waiting for the last answers ended.");
        if (basis.UnknownFound > 0)
            notes.Add($"{Words.Count(basis.UnknownFound)} operations that got no answer turned out to be decided; their money is in the audit.");
        if (basis.Capacity is { } capacity)
            notes.Add(capacity.PerSecond > 0
                ? $"Capacity: {(capacity.ReachedTheUpperEnd ? "at least " : "")}{Words.Rate(capacity.PerSecond)} with all thresholds of the search met."
                : "Capacity: even the first level did not meet the thresholds of the search.");
        if (basis.IsOwn)
            notes.Add("Server, database and generator shared one machine: its cores were split between them.");

        var invalid = basis.WhyInvalid.Select(reason =>
            $"The generator was the bottleneck: {reason}; latencies are not the target's alone.").ToList();
        string[] uncertain = basis.Capacity is { IsCertain: false }
            ? ["Not certain: the machine was busy. A level failed each time it was run while other processes used the machine; the target may take more."]
            : [];
        var verdict = failures.Count > 0 ? FailedWord : invalid.Count > 0 ? InvalidWord
            : uncertain.Length > 0 ? UncertainWord : PassedWord;
        return (verdict, [.. failures, .. invalid, .. uncertain, .. notes]);
    }
}

/// <summary>What a verdict rests on.</summary>
internal sealed record VerdictBasis(
    long Scheduled, long Sent, long NotSent, long Abandoned, IReadOnlyList<ThresholdResult> Thresholds, AuditReport Audit,
    IReadOnlyList<string> WhyInvalid, bool Stopped, int UnknownFound, bool IsOwn, CapacityFound? Capacity);
