using Ledger.Tooling.Processes;

namespace Ledger.Load.Audit;

/// <summary>Runs <c>Ledger.Server verify</c> on a database, as an operator would.</summary>
internal static class VerifyProcess
{
    private static readonly TimeSpan _atMost = TimeSpan.FromHours(1);

    public static async Task<(bool Sound, string Words)> RunAsync(string connection, string log, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(_atMost);
        File.Delete(log);
        var (code, output) = await ServerProcess.RunAsync(
            ["verify"], new Dictionary<string, string> { ["LEDGER_CONNECTION"] = connection }, log: log, cancellation: bounded.Token);
        var telling = output.Split('\n').Where(line => !line.TrimStart().StartsWith("checked:", StringComparison.Ordinal)).Take(12);
        return (code == 0, string.Join(" ", telling.Select(line => line.Trim())));
    }
}
