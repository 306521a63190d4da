using Ledger.Embedded;
using Ledger.Server.Audit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Server.Hosting;

/// <summary>The command <c>verify</c>: checks the ledger the settings lead to and prints what it checked and found.</summary>
internal static class VerifyCommand
{
    /// <summary>Returns the exit code: 0 for a sound ledger, 1 when something does not hold.</summary>
    public static async Task<int> RunAsync(Settings settings)
    {
        await using var embedded = settings.Connection.Length > 0 ? null
            : await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(settings.Data), NullLogger.Instance, default);
        var report = await Verification.RunAsync(embedded?.ConnectionString ?? settings.Connection, default);

        Console.WriteLine($"Read {report.Rows} rows of {report.Transactions} transactions on {report.Accounts} accounts.");
        foreach (var check in report.Checks) Console.WriteLine($"  checked: {check}");
        foreach (var finding in report.Findings) Console.WriteLine($"  BROKEN {finding.Invariant}: {finding.Where}");
        Console.WriteLine(report.IsSound ? "The ledger is sound." : $"The ledger is NOT sound: {report.Found} findings.");
        return report.IsSound ? 0 : 1;
    }
}
