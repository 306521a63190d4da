using Ledger.Yardstick.Ground;
using Ledger.Yardstick.Legs;
using Ledger.Yardstick.Report;
using Spectre.Console;

namespace Ledger.Yardstick;

/// <summary>One run: the cluster, the rounds of the legs in turn, the reports.</summary>
internal sealed class Run(Arguments arguments, string command, IAnsiConsole console, TimeProvider time)
{
    private readonly Results _results = new();
    private readonly Dictionary<string, string> _skipped = [];

    /// <summary>Returns the exit code: 1 when a leg failed or a ledger was not sound.</summary>
    public async Task<int> RunAsync(IReadOnlyList<Leg> all, CancellationToken cancellation)
    {
        var (startedAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        await using var cluster = await Cluster.StartAsync(cancellation);
        var site = new Site(arguments, cluster, new Templates(cluster, arguments.Accounts, arguments.Seed, time), _results, time,
            cancellation);
        var settings = await cluster.SettingsAsync();
        console.WriteLine($"{Machine.Describe()}; {Machine.Environs()}");
        console.WriteLine($"Server's runtime: {Machine.ServerRuntime()}");
        console.WriteLine($"PostgreSQL: {string.Join(", ", settings.Select(each => $"{each.Key} = {each.Value}"))}");

        var legs = Chosen(all);
        for (var round = 0; round < arguments.Rounds && !cancellation.IsCancellationRequested; round++)
            foreach (var leg in InTurn(legs, round)) await RunAsync(leg, site, round);
        cancellation.ThrowIfCancellationRequested();

        ScreenReport.Write(console, _results, legs);
        var facts = new RunFacts(
            Machine.Describe(), Machine.ServerRuntime(), Machine.Environs(), command, startedAt, time.GetElapsedTime(started).TotalSeconds,
            settings, _skipped);
        Directory.CreateDirectory(arguments.Output);
        await File.WriteAllTextAsync(Path.Combine(arguments.Output, "yardstick.json"), JsonReport.Write(facts, _results, legs),
            cancellation);
        await File.WriteAllTextAsync(Path.Combine(arguments.Output, "yardstick.md"), MarkdownReport.Write(facts, _results, legs),
            cancellation);

        var wrong = legs.SelectMany(leg => _results.Of(leg.Name).SelectMany(round => round.Wrong).Select(what => $"{leg.Name}: {what}"))
            .ToArray();
        foreach (var what in wrong) console.MarkupLineInterpolated($"[red]{what}[/]");
        console.WriteLine($"{facts.Seconds:0} s; {Path.Combine(arguments.Output, "yardstick.json")} and .md written.");
        return wrong.Length == 0 ? 0 : 1;
    }

    /// <summary>With an earlier version beside this one every other round goes backwards, so that neither always comes first.</summary>
    private IEnumerable<Leg> InTurn(Leg[] legs, int round) => arguments.Against is null || round % 2 == 0 ? legs : legs.Reverse();

    private async Task RunAsync(Leg leg, Site site, int number)
    {
        if (leg.Missing(site) is { } why)
        {
            if (_skipped.TryAdd(leg.Name, why)) console.WriteLine($"{leg.Name}: does not run, {why}");
            return;
        }
        var began = time.GetTimestamp();
        Round round;
        try
        {
            round = await leg.RunAsync(site, number);
        }
        catch (Exception reason) when (reason is not OperationCanceledException)
        {
            round = new Round { Wrong = [reason.Message] };
        }
        _results.Add(leg.Name, round);
        console.WriteLine($"round {number + 1} {leg.Name,-14} {Progress(round)}  ({time.GetElapsedTime(began).TotalSeconds:0.0} s)");
    }

    private static string Progress(Round round)
    {
        var soundness = round.Wrong.Count > 0 ? "FAILED" : round.VerifiedRows is { } rows ? $"{rows:#,0} rows sound" : "";
        return $"{round.TxPerSecond,10:#,0} tx/s  p99 {ResultColumns.Short(round.P99Ms),8} ms  µs {ResultColumns.Short(round.ClientMicros)} client"
            + $" {ResultColumns.Short(round.ServerMicros)} server {ResultColumns.Short(round.PostgresMicros)} PG"
            + $"  others {(round.StealShare + round.ForeignShare) * 100:0.0} %  {soundness}";
    }

    /// <summary>
    /// The legs that were asked for and what they need; in quick runs the wide growth is left out unless it was asked for.
    /// </summary>
    private Leg[] Chosen(IReadOnlyList<Leg> all)
    {
        if (arguments.Only.Count == 0) return [.. all.Where(leg => !arguments.Quick || leg.Name != "growth-wide")];
        var names = arguments.Only.ToHashSet();
        foreach (var leg in all.Reverse())
            if (names.Contains(leg.Name))
            {
                names.UnionWith(leg.Needs);
                if (arguments.Ratios && arguments.Only.Contains(leg.Name)) names.UnionWith(leg.ComparedWith);
            }
        return [.. all.Where(leg => names.Contains(leg.Name))];
    }
}
