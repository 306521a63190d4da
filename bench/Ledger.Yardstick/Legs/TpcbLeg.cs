using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ledger.Tooling.Measures;
using Ledger.Tooling.Processes;
using Ledger.Yardstick.Probes;

namespace Ledger.Yardstick.Legs;

/// <summary>pgbench's own TPC-B: three updates, a look-up and an insert a transaction, without keys, floors or receipts.</summary>
internal sealed partial class TpcbLeg : Leg
{
    private const string Database = "tpcb";
    private bool _filled;

    public override string Name => "tpcb";

    public override string Description => "pgbench TPC-B, 8 clients, 2 threads, default protocol, scale 50 (quick: 10)";

    public override string? Missing(Site site) =>
        File.Exists(Pgbench(site)) ? null : $"pgbench is not beside PostgreSQL in {site.Cluster.ProgramFolder}";

    public override async Task<Round> RunAsync(Site site, int number)
    {
        if (!_filled)
        {
            await site.Cluster.MakeAsync(Database);
            await RunAsync(site, "-i", "-q", "-s", site.Arguments.Quick ? "10" : "50");
            _filled = true;
        }
        await RunAsync(site, "-c", "8", "-j", "2", "-T", "2");

        var log = Directory.CreateTempSubdirectory("ledger-pgbench-");
        try
        {
            var probe = new Probe(site.Cluster, Environment.ProcessId, null, site.Time);
            var children = ProcStat.TryRead(Environment.ProcessId)!.Ended;
            var before = await probe.TakeAsync();
            var output = await RunAsync(site, "-c", "8", "-j", "2", "-T", $"{site.Arguments.MeasureSeconds}", "-l",
                $"--log-prefix={log.FullName}/log");
            var used = await probe.TakeAsync() - before;
            // pgbench has ended and is counted among this process's ended children; none other ends meanwhile.
            used = used with { Cpu = used.Cpu with { Client = ProcStat.TryRead(Environment.ProcessId)!.Ended - children } };
            var rate = double.Parse(Rate().Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            var latencies = ReadLog(log);
            return Round.Of(rate, site.Time.GetElapsedTime(0, used.Timestamp), used) with
            {
                P50Ms = latencies.Percentile(50) / 1000.0, P99Ms = latencies.Percentile(99) / 1000.0,
                P999Ms = latencies.Percentile(99.9) / 1000.0,
            };
        }
        finally
        {
            log.Delete(recursive: true);
        }
    }

    // A line a transaction: client, number, microseconds, script, second, microsecond.
    private static LatencyHistogram ReadLog(DirectoryInfo log)
    {
        var latencies = new LatencyHistogram();
        foreach (var line in log.EnumerateFiles().SelectMany(file => File.ReadLines(file.FullName)))
            latencies.Record(long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture));
        return latencies;
    }

    private static async Task<string> RunAsync(Site site, params string[] arguments)
    {
        var start = new ProcessStartInfo(Pgbench(site), ["-h", site.Cluster.SocketFolder, "-U", "ledger", .. arguments, Database])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        using var pgbench = Process.Start(start)!;
        var error = pgbench.StandardError.ReadToEndAsync(site.Cancellation);
        var output = await pgbench.StandardOutput.ReadToEndAsync(site.Cancellation);
        await pgbench.WaitForExitAsync(site.Cancellation);
        return pgbench.ExitCode == 0 ? output
            : throw new InvalidOperationException($"pgbench ended with exit code {pgbench.ExitCode}: {await error}");
    }

    private static string Pgbench(Site site) => Path.Combine(site.Cluster.ProgramFolder, "pgbench");

    [GeneratedRegex(@"^tps = ([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex Rate();
}
