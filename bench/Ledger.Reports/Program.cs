using System.Diagnostics;
using System.Globalization;
using Ledger.Reports;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Journal.Totals;
using Ledger.Server.Tests.Reports.Totals;
using Ledger.Tooling.Clusters;
using Npgsql;

// How long each report takes on a ledger of so many rows in one month, from the journal alone and from totals.
var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 20_000_000;
var first = FilledLedger.FirstOf(TimeProvider.System.GetUtcNow().UtcDateTime);
var day = DateOnly.FromDateTime(first).AddDays(14);
var always = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
var limits = new Limits { TotalsRestMaxRows = int.MaxValue, ReportTimeoutSeconds = 3600 };

await using var cluster = await PostgresCluster.StartAsync();
if (args.Contains("months"))
{
    await new MonthLegs(cluster, rows, TimeProvider.System.GetUtcNow().UtcDateTime).RunAsync();
    return;
}
Console.WriteLine($"Filling {rows} rows ...");
var connection = await FilledLedger.MakeAsync(cluster, rows, rows * 3 / 20, first);
await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 3600 });
await using var stepping = NpgsqlDataSource.Create(
    new NpgsqlConnectionStringBuilder(connection) { Options = "-c jit=off -c enable_nestloop=off" });
using var totals = new JournalTotals(stepping, limits, TimeProvider.System);
using var reports = new JournalReports(source, totals, limits);
await using var session = await source.OpenConnectionAsync();
var journal = new JournalAlone(session);
var position = await reports.RunAsync(report => Task.FromResult(report.Position), default);
var month = new SettledRows(0, 1, []) { Period = (first, first.AddMonths(1)) };
var business = new SettledRows(0, 2, [])
{
    First = DateOnly.FromDateTime(first), Next = DateOnly.FromDateTime(first.AddMonths(1)),
    Closings = [new MonthClosing(1, first.AddDays(1).AddHours(16), first.AddMonths(1).AddDays(1).AddHours(16))],
};

var before = new[]
{
    await TimeAsync(() => journal.TrialBalanceAsync(0)),
    await TimeAsync(async () =>
    {
        await journal.CloseAsync(7, 0, day, position);
        return await journal.SequenceAsync(7, 0, day, position, 10_001);
    }),
    await TimeAsync(() => journal.SettlementAsync(month)), await TimeAsync(() => journal.SettlementAsync(business)),
    await TimeAsync(() => journal.LiabilityAsync(0, always, day)),
};
await FollowAsync("totals by day", totals.Days);
await FollowAsync("receipts", totals.Receipts);
Console.WriteLine($"{"report",-28}{"journal ms",12}{"totals ms",12}");
Print("trial balance", before[0], await TotalledAsync(report => report.TrialBalanceAsync(0)));
Print("close of a store and day", before[1], await TotalledAsync(async report =>
{
    await report.CloseAsync(7, 0, day, position);
    return await report.SequenceAsync(7, 0, day, position, 10_001);
}));
Print("settlement by store", before[2], await TotalledAsync(report => report.SettlementAsync(month)));
Print("business month by branch", before[3], await TotalledAsync(report => report.SettlementAsync(business)));
Print("liability", before[4], await TotalledAsync(report => report.LiabilityAsync(0, always, day)));
await new MonthLegs(cluster, rows, TimeProvider.System.GetUtcNow().UtcDateTime).RunAsync();

async Task FollowAsync(string name, FollowingTotals following)
{
    var steps = Stopwatch.StartNew();
    var (count, longest) = (0, TimeSpan.Zero);
    for (long? left = 1; left > 0; count++)
    {
        var begun = steps.Elapsed;
        left = await following.StepAsync(default);
        longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (steps.Elapsed - begun).Ticks));
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name}: {steps.Elapsed.TotalMicroseconds / rows:0.0} µs a row, {count} steps, the longest {longest.TotalMilliseconds:0} ms"));
}

Task<double> TotalledAsync<T>(Func<OpenReport, Task<T>> read) => TimeAsync(() => reports.RunAsync(read, default));

static void Print(string report, double from, double to) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report,-28}{from,12:0}{to,12:0}"));

// The better of two: the first one finds its pages.
static async Task<double> TimeAsync<T>(Func<Task<T>> report)
{
    var best = double.MaxValue;
    for (var i = 0; i < 2; i++)
    {
        var watch = Stopwatch.StartNew();
        await report();
        best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
    }
    return best;
}
