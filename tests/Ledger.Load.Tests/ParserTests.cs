using System.Text.Json;
using Ledger.Load.Scenarios;
using Ledger.Load.Simulations;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Tests;

public class ParserTests
{
    private const string Least = """
        scenario: least
        steps:
          - { step: debit }
        simulations:
          - inject: { rate: 5, during: 1s }

        """;

    [Fact]
    public void What_is_left_out_has_its_usual_value()
    {
        var scenario = ScenarioReader.Parse("x.yaml", Least);
        Assert.Equal(new TerminalFleet().Count, scenario.Terminals.Count);
        Assert.Equal("debit", scenario.Steps[0].Name);
        Assert.Equal(new Inject(5, TimeSpan.FromSeconds(1)), Assert.Single(scenario.Simulations));
        Assert.Null(scenario.WarmUp);
    }

    [Fact]
    public void All_simulations_can_be_read()
    {
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "curve-of-a-test.csv"), "time,rate\n08:00,10\n09:00,20\n");
        var scenario = ScenarioReader.Parse("x.yaml", """
            scenario: all
            steps: [ { step: debit } ]
            simulations:
              - inject: { rate: 600, interval: 1m, during: 10s }
              - inject_random: { rate: 10, during: 10s }
              - ramping_inject: { from: 0, to: 20, during: 5s }
              - keep_constant: { copies: 5, during: 1m }
              - ramping_constant: { from: 1, to: 9, during: 500ms }
              - pause: { during: 2s }
              - iterations: { copies: 3, count: 100 }
              - replay: { curve: curve-of-a-test.csv, during: 1h, scale: 0.5, random: true }
            """, AppContext.BaseDirectory);
        Assert.Equal(new Inject(10, TimeSpan.FromSeconds(10)), scenario.Simulations[0]);
        Assert.Equal(
            ["inject", "inject_random", "ramping_inject", "keep_constant", "ramping_constant", "pause", "iterations", "replay"],
            scenario.Simulations.Select(simulation => simulation.Name));
        Assert.Equal(10, Assert.IsType<Replay>(scenario.Simulations[7]).Rates.RateMax);
        Assert.Null(scenario.PlannedDuration);
    }

    [Theory]
    [InlineData("terminals: { count: many }", "x.yaml:6: terminals.count: \"many\" is not a whole number from 1 to 100000.")]
    [InlineData("terminals: { cuont: 5 }",
        "x.yaml:6: terminals.cuont: is not known here; known are connections, count, first_number, offline, stores, think_time.")]
    [InlineData("warm_up: { rate: 5 }", "x.yaml:6: warm_up.during: is missing.")]
    [InlineData("data: { refusals: 120% }", "x.yaml:6: data.refusals: \"120%\" is not a share like 2% or 0.02, from 0 to 1.")]
    [InlineData("thresholds: [ p99 < fast ]", "x.yaml:6: thresholds: \"fast\" is no limit for p99; write 500us, 20ms or 1.5s.")]
    [InlineData("thresholds: [ p99(refund) < 1s ]", "x.yaml:6: thresholds: \"p99(refund) < 1s\" is about a step that is not there.")]
    [InlineData("faults: [ at 1m kill server ]", "x.yaml:6: faults: a fault comes after the end (1s).")]
    [InlineData("data: { accounts: 10, hot_share: 5% }", "x.yaml:6: data: a hot_share needs hot_accounts.")]
    [InlineData("terminals: { count: 3000, connections: 1 }",
        "x.yaml:6: terminals: 1 connections carry 1000 calls at a time; more terminals than that need more of them.")]
    [InlineData("retry: { deadline: 1s }", "x.yaml:6: retry.deadline: must leave room for one attempt (attempt_timeout).")]
    public void A_mistake_is_told_with_its_line_and_path(string line, string message) =>
        Assert.Contains(message, Mistakes(Least + line));

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var mistakes = Mistakes("""
            scenario: bad
            steps:
              - { step: refnud }
              - { step: debit, amount: 5..1 }
            simulations:
              - injekt: { rate: 5 }
              - inject: { rate: -1, during: 1 }
            """);
        Assert.Equal(5, mistakes.Count);
        Assert.Contains(mistakes, mistake =>
            mistake.StartsWith("x.yaml:3: steps[0].step: \"refnud\" is none of", StringComparison.Ordinal));
        Assert.Contains("x.yaml:4: steps[1].amount: \"5..1\" is not an amount like 1280 or 500..60000, from 1.", mistakes);
        Assert.Contains(mistakes, mistake =>
            mistake.StartsWith("x.yaml:6: simulations[0]: \"injekt\" is not one of inject,", StringComparison.Ordinal));
        Assert.Contains("x.yaml:7: simulations[1].inject.rate: \"-1\" is not a number from 0.001 to 1000000.", mistakes);
        Assert.Contains("x.yaml:7: simulations[1].inject.during: \"1\" is not a duration like 500ms, 30s, 2m or 1h, longer than 0.",
            mistakes);
    }

    [Fact]
    public void Broken_yaml_is_told_by_line() =>
        Assert.StartsWith("x.yaml:2:", Assert.Single(Mistakes("scenario: a\n  steps: [")), StringComparison.Ordinal);

    [Theory]
    [InlineData("at 30s kill server", FaultKind.KillServer, 30, 0)]
    [InlineData("at 500ms  stop postgres for 3s", FaultKind.StopPostgres, 0.5, 3)]
    [InlineData("at 1m kill postgres for 2s", FaultKind.KillPostgres, 60, 2)]
    [InlineData("at 2s stop server for 1s", FaultKind.StopServer, 2, 1)]
    [InlineData("at 10s cut the network for 5s", FaultKind.CutNetwork, 10, 5)]
    [InlineData("at 10s reset the network", FaultKind.ResetNetwork, 10, 0)]
    public void Faults_are_read(string text, FaultKind kind, double at, double lasts)
    {
        var fault = Fault.TryRead(text, out var mistake);
        Assert.Equal("", mistake);
        Assert.Equal(new Fault(TimeSpan.FromSeconds(at), kind, TimeSpan.FromSeconds(lasts)), fault);
        Assert.Equal(fault, Fault.TryRead(fault!.ToString(), out _));
    }

    [Theory]
    [InlineData("kill server at 30s", "is no fault; one of")]
    [InlineData("at noon kill server", "times look like")]
    [InlineData("at 5s stop postgres", "say for how long")]
    [InlineData("at 5s cut the network", "say for how long")]
    [InlineData("at 5s reset the network for 3s", "a reset has no length")]
    [InlineData("at 5s stop server for 1h", "at most 10m")]
    public void Wrong_faults_are_told(string text, string reason)
    {
        Assert.Null(Fault.TryRead(text, out var mistake));
        Assert.Contains(reason, mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p99<20ms", "p99 < 20ms", 19_999, 20_000)]
    [InlineData("service_p99.9 <= 1.5s", "service_p99.9 <= 1.5s", 1_500_000, 1_500_001)]
    [InlineData("error_rate<0.1%", "error_rate < 0.1%", 0.0009, 0.001)]
    [InlineData("rate>=5000", "rate >= 5000", 5000, 4999.9)]
    [InlineData("p95( debit )<1ms", "p95(debit) < 1ms", 999, 1000)]
    [InlineData("p99(debit (forwarded)) < 5s", "p99(debit (forwarded)) < 5s", 1, 5_000_000)]
    [InlineData("not_sent > 3", "not_sent > 3", 4, 3)]
    public void Thresholds_are_read_and_judge(string text, string words, double good, double bad)
    {
        var threshold = Threshold.TryRead(text, out var mistake);
        Assert.Equal("", mistake);
        Assert.Equal(words, threshold!.Text);
        Assert.True(new ThresholdResult(threshold, good).Passed);
        Assert.False(new ThresholdResult(threshold, bad).Passed);
        Assert.False(new ThresholdResult(threshold, null).Passed);
    }

    [Theory]
    [InlineData("p99 = 20ms", "is no threshold")]
    [InlineData("speed < 5", "is no metric; there are p50")]
    [InlineData("capacity(debit) > 5", "is of the whole run")]
    [InlineData("rate > fast", "write a number")]
    public void Wrong_thresholds_are_told(string text, string reason)
    {
        Assert.Null(Threshold.TryRead(text, out var mistake));
        Assert.Contains(reason, mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_shipped_scenario_can_be_read_and_the_ten_are_there()
    {
        var names = ScenarioCatalog.All().Select(scenario => scenario.Name).ToList();
        Assert.All(
            ["smoke", "checkout-peak", "member-day", "gift-card-morning", "refund-monday", "hot-account", "soak", "spike", "batch-import",
            "offline-terminals"],
            name => Assert.Contains(name, names));
        Assert.All(names, name => Assert.Equal(name, ScenarioCatalog.Find(name).Name));
    }

    /// <summary>The schema is for editors; the reader decides. Each must know what the other knows.</summary>
    [Fact]
    public void The_schema_knows_what_the_reader_knows()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scenario.schema.json")));
        var root = schema.RootElement;
        Assert.Equal(KnownAt("nothing: 1", ""), NamesOf(root));
        foreach (var section in new[] { "terminals", "retry", "data", "warm_up", "generator" })
            Assert.Equal(KnownAt($"{section}: {{ nothing: 1 }}", $"{section}."),
                NamesOf(root.GetProperty("properties").GetProperty(section)));
        Assert.Equal(KnownAt("steps: [ { nothing: 1 } ]", "steps[0]."),
            NamesOf(root.GetProperty("properties").GetProperty("steps").GetProperty("items")));
        var simulations = root.GetProperty("properties").GetProperty("simulations").GetProperty("items").GetProperty("properties");
        Assert.Equal(SimulationReader.Names.Order(StringComparer.Ordinal), simulations.EnumerateObject().Select(entry => entry.Name)
            .Order(StringComparer.Ordinal));
        foreach (var simulation in simulations.EnumerateObject())
        {
            Assert.Equal(
                KnownAt($"simulations: [ {{ {simulation.Name}: {{ nothing: 1 }} }} ]", $"simulations[0].{simulation.Name}."),
                NamesOf(simulation.Value));
        }
    }

    private static IReadOnlyList<string> Mistakes(string yaml) =>
        Assert.Throws<ScenarioMistakeException>(() => ScenarioReader.Parse("x.yaml", yaml)).Mistakes;

    private static List<string> KnownAt(string yaml, string path)
    {
        var mistake = Mistakes(yaml)
            .Single(line => line.Contains($": {path}nothing: is not known here; known are ", StringComparison.Ordinal));
        return [.. mistake[(mistake.LastIndexOf("known are ", StringComparison.Ordinal) + 10)..].TrimEnd('.').Split(", ")
            .Order(StringComparer.Ordinal)];
    }

    private static List<string> NamesOf(JsonElement schema) =>
        [.. schema.GetProperty("properties").EnumerateObject().Select(entry => entry.Name).Order(StringComparer.Ordinal)];
}
