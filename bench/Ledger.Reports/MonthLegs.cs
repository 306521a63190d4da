using System.Diagnostics;
using System.Globalization;
using Ledger.Server.Audit;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Closings;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Journal.Totals;
using Ledger.Tooling.Clusters;
using Npgsql;

namespace Ledger.Reports;

/// <summary>What months that close take, and give: closing, both ways of verification, liability of an earlier day.</summary>
internal sealed class MonthLegs(PostgresCluster cluster, long rows, DateTime now)
{
    private readonly Limits _limits = new() { TotalsRestMaxRows = int.MaxValue, ReportTimeoutSeconds = 3600 };

    public async Task RunAsync()
    {
        var first = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(-3);
        Console.WriteLine($"Filling {rows} rows of three months ...");
        var connection = await new MonthsLedger(rows, Math.Max(10, rows * 3 / 20), first).MakeAsync(cluster);
        // The first one has to be compiled.
        for (var i = 0; i < 2; i++) await VerifyAsync("verify, without closings", connection, sinceClosing: false);
        await CloseAsync(connection, first.AddMonths(2));
        await VerifyAsync("verify", connection, sinceClosing: false);
        await VerifyAsync("verify --since-closing", connection, sinceClosing: true);
        await LiabilityAsync(connection, DateOnly.FromDateTime(first.AddMonths(1).AddDays(14)));
    }

    private async Task CloseAsync(string connection, DateTime until)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        var closings = new MonthClosings(source, _limits);
        var (watch, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var (taken, steps, longest) = (0L, 0, TimeSpan.Zero);
        for (short partition = 0; partition < 2; partition++)
            while (true)
            {
                var begun = watch.Elapsed;
                if (await closings.StepAsync(partition, until, default) is not { } step) break;
                (taken, steps) = (taken + step.Rows, steps + 1);
                longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (watch.Elapsed - begun).Ticks));
            }
        var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
        await using var session = await source.OpenConnectionAsync();
        var (count, bytes) = await session.QuerySingleAsync<(long, long)>(
            "SELECT (SELECT count(*) FROM closing_account), pg_total_relation_size('closing_account') + pg_total_relation_size('closing_held')");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"closing two months: {watch.Elapsed.TotalMicroseconds / taken:0.0} µs a row ({used.TotalMicroseconds / taken:0.0} µs of this process), {steps} steps, the longest {longest.TotalMilliseconds:0} ms; {bytes / Math.Max(1, count)} bytes an account and month"));
    }

    private static async Task VerifyAsync(string name, string connection, bool sinceClosing)
    {
        var (watch, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var report = await Verification.RunAsync(connection, default, sinceClosing);
        var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {watch.Elapsed.TotalMilliseconds:0} ms, {report.Rows / watch.Elapsed.TotalSeconds:0} rows a second, {used.TotalMicroseconds / report.Rows:0.00} µs of this process a row; {report.Rows} rows, {report.Accounts} accounts, {report.Found} findings"));
        foreach (var finding in report.Findings.Take(3)) Console.WriteLine($"  {finding.Invariant}: {finding.Where}");
    }

    private async Task LiabilityAsync(string connection, DateOnly day)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 3600, Options = "-c jit=off" });
        using var totals = new JournalTotals(source, _limits, TimeProvider.System);
        using var reports = new JournalReports(source, totals, _limits);
        var until = day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        for (var i = 0; i < 2; i++)
        {
            var watch = Stopwatch.StartNew();
            await reports.RunAsync(report => report.LiabilityAsync(0, until, day), default);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"liability of a day two weeks after a closing: {watch.Elapsed.TotalMilliseconds:0} ms"));
        }
    }
}
