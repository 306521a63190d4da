using System.Globalization;
using System.Text.RegularExpressions;
using Ledger.Server.Audit;
using Ledger.Tooling.Processes;

namespace Ledger.Yardstick.Serving;

/// <summary>
/// What the <c>verify</c> of a ledger found. Each version verifies its own ledgers: a later one asks for tables they do not have.
/// </summary>
/// <param name="Rows">Journal rows that were read.</param>
/// <param name="Findings">Empty: the ledger is sound.</param>
internal sealed partial record Soundness(long Rows, IReadOnlyList<string> Findings)
{
    public static async Task<Soundness> OfAsync(ServerBuild build, string connection, CancellationToken cancellation)
    {
        if (build == ServerBuild.Current)
        {
            var report = await Verification.RunAsync(connection, cancellation);
            return new Soundness(report.Rows, [.. report.Findings.Select(finding => finding.ToString())]);
        }
        var (exitCode, output) = await ServerProcess.RunAsync(
            ["verify"], new Dictionary<string, string> { ["LEDGER_CONNECTION"] = connection }, build.Program, cancellation: cancellation);
        var read = RowsRead().Match(output);
        var rows = read.Success ? long.Parse(read.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return new Soundness(rows, exitCode == 0 ? [] : [output]);
    }

    [GeneratedRegex(@"Read (\d+) rows")]
    private static partial Regex RowsRead();
}
