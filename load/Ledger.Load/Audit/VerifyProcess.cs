using Ledger.Load.Targets;

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
        using var process = ServerProcess.Start(["verify"], new Dictionary<string, string> { ["LEDGER_CONNECTION"] = connection }, log);
        int code;
        try
        {
            code = await process.WaitAsync(bounded.Token);
        }
        catch (OperationCanceledException)
        {
            process.Signal(Signals.Kill);
            throw;
        }
        var lines = await File.ReadAllLinesAsync(log, CancellationToken.None);
        var telling = lines.Where(line => !line.TrimStart().StartsWith("checked:", StringComparison.Ordinal)).Take(12);
        return (code == 0, string.Join(" ", telling.Select(line => line.Trim())));
    }
}
