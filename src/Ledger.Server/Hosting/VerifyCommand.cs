using System.Data.Common;
using Ledger.Embedded;
using Ledger.Server.Audit;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Commit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Server.Hosting;

/// <summary>The command <c>verify</c>: checks the ledger the settings lead to and prints what it checked and found.</summary>
internal static class VerifyCommand
{
    /// <summary>Returns the exit code: 0 for a sound ledger, 1 when something does not hold.</summary>
    /// <param name="settings">They lead to the ledger.</param>
    /// <param name="sinceClosing">Only what came behind the newest closing of each partition is read.</param>
    /// <exception cref="SettingsException">The settings lead to no database of a ledger.</exception>
    /// <exception cref="DatabaseAwayException">The database does not answer.</exception>
    public static async Task<int> RunAsync(Settings settings, bool sinceClosing)
    {
        await using var embedded = settings.Connection.Length > 0 ? null
            : await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(settings.Data), NullLogger.Instance, default);
        var report = await ReadAsync(embedded?.ConnectionString ?? settings.Connection, embedded is null ? "Connection" : "Data",
            sinceClosing);

        Console.WriteLine($"Read {report.Rows} rows of {report.Transactions} transactions on {report.Accounts} accounts.");
        Console.WriteLine($"Began with: {report.Begins}.");
        foreach (var check in report.Checks) Console.WriteLine($"  checked: {check}");
        foreach (var finding in report.Findings) Console.WriteLine($"  BROKEN {finding.Invariant}: {finding.Where}");
        Console.WriteLine(report.IsSound ? "The ledger is sound." : $"The ledger is NOT sound: {report.Found} findings.");
        return report.IsSound ? ExitCodes.Done : ExitCodes.Unsound;
    }

    private static async Task<VerificationReport> ReadAsync(string connection, string setting, bool sinceClosing)
    {
        try
        {
            return await Verification.RunAsync(connection, default, sinceClosing);
        }
        catch (DbException reason) when (SqlStates.IsAway(reason))
        {
            throw new DatabaseAwayException(
                $"{setting} leads to a database that cannot be reached, so nothing is verified: {DatabaseAwayException.Told(reason)}");
        }
        catch (DbException reason)
        {
            var told = reason.Message.ReplaceLineEndings(" ");
            throw new SettingsException([$"{setting} does not lead to a ledger that can be read: {told}"]);
        }
    }
}
