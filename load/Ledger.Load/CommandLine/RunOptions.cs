using System.CommandLine;
using Ledger.Load.Scenarios;
using Ledger.Load.Session;
using Ledger.Load.Thresholds;
using Ledger.Tooling.CommandLines;

namespace Ledger.Load.CommandLine;

/// <summary>What to run and where, as options, and what they say together.</summary>
internal sealed class RunOptions
{
    private readonly Option<bool> _self = new("--self") { Description = "start a server and its PostgreSQL, and remove both at the end" };
    private readonly Option<string> _address = Text("--address", "URL", "the server to use, e.g. http://127.0.0.1:5005");
    private readonly Option<string> _credentials = Text(
        "--credentials", "DIR", "with --address https://...: the folder of the caller's credential");
    private readonly Option<string> _scenario = Text("--scenario", "NAME|FILE", "one of --list, or a YAML file of your own");
    private readonly Option<string> _duration = Text(
        "--duration", "TIME", "stretch or shorten the scenario to this time, e.g. 60s; rates unchanged");
    private readonly Option<string> _scale = Text("--scale", "FACTOR", "multiply all rates (and going-round terminals), e.g. 2");
    private readonly WholeOption _terminals = new("--terminals", 1, 100_000, "how many terminals");
    private readonly WholeOption _connections = new("--connections", 1, 1000, "how many connections they share");
    private readonly WholeOption _seed = new("--seed", 0, int.MaxValue, "of the traffic");
    private readonly Option<string[]> _thresholds = Texts(
        "--threshold", "LIMIT", "must hold; may come more than once: error_rate<0.1%, rate>=5000, p99(debit)<20ms ...");
    private readonly Option<string[]> _faults = Texts(
        "--fault", "WORDS", "with --self, more than once if need be: at 30s kill server (or postgres), stop server (or postgres) for 3s, "
            + "cut the network for 5s, reset the network");
    private readonly Option<string> _out = Text("--out", "DIR", "where the report goes; default artifacts/load/SCENARIO-TIME");
    private readonly Option<bool> _plain = new("--plain") { Description = "plain lines instead of the live table" };
    private readonly Option<string[]> _serverSettings = Texts(
        "--server-setting", "NAME=VALUE", "with --self, more than once if need be, e.g. LEDGER_PARTITIONS=8");
    private readonly Option<string> _metrics = Text("--metrics", "URL", "with --address: the server's metrics, for its side of the report");
    private readonly Option<string> _connection = Text(
        "--connection", "WORDS", "with --address: its database, so that verify can run, e.g. Host=...");
    private readonly Option<bool> _exclusive = new("--exclusive")
    {
        Description = "with --address: nobody else posts to it, so that every difference of money is a finding",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All =>
    [
        _self, _address, _credentials, _scenario, _duration, _scale, _terminals, _connections, _seed, _thresholds, _faults, _out, _plain,
        _serverSettings,
        _metrics, _connection, _exclusive,
    ];

    /// <summary>The scenario with what the command line changes about it.</summary>
    public Scenario Scenario(ParseResult parsed)
    {
        var scenario = ScenarioCatalog.Find(parsed.GetValue(_scenario)
            ?? throw new ArgumentMistakeException("Say which --scenario to run; --list explains them."));
        if (parsed.GetValue(_seed) is { } seed)
            scenario = scenario with { Seed = (int)seed };
        if (parsed.GetValue(_terminals) is { } terminals)
            scenario = scenario with { Terminals = scenario.Terminals with { Count = (int)terminals } };
        if (parsed.GetValue(_connections) is { } connections)
            scenario = scenario with { Terminals = scenario.Terminals with { Connections = (int)connections } };
        if (parsed.GetValue(_scale) is { } scale)
            scenario = Scale(scenario, scale);
        if (parsed.GetValue(_duration) is { } duration)
            scenario = Stretch(scenario, duration);
        scenario = scenario with
        {
            Thresholds = [.. scenario.Thresholds, .. (parsed.GetValue(_thresholds) ?? []).Select(text =>
                Threshold.TryRead(text, out var mistake) ?? throw new ArgumentMistakeException($"--threshold: {mistake}"))],
            Faults = [.. scenario.Faults, .. (parsed.GetValue(_faults) ?? []).Select(text =>
                Fault.TryRead(text, out var mistake) ?? throw new ArgumentMistakeException($"--fault: {mistake}"))],
        };
        ScenarioRules.Require(scenario);
        return scenario;
    }

    public SessionOptions Session(ParseResult parsed)
    {
        var (self, address) = (parsed.GetValue(_self), parsed.GetValue(_address));
        if (self == address is not null)
            throw new ArgumentMistakeException("Say where: --self, or --address http://HOST:PORT.");
        var settings = new Dictionary<string, string>();
        foreach (var setting in parsed.GetValue(_serverSettings) ?? [])
        {
            var parts = setting.Split('=', 2);
            if (parts.Length != 2 || !parts[0].StartsWith("LEDGER_", StringComparison.Ordinal))
                throw new ArgumentMistakeException($"--server-setting: \"{setting}\" does not look like LEDGER_PARTITIONS=8.");
            settings[parts[0]] = parts[1];
        }
        if (settings.Count > 0 && !self)
            throw new ArgumentMistakeException("--server-setting is for a server of its own (--self).");
        if (parsed.GetValue(_credentials) is not null && self)
            throw new ArgumentMistakeException("--credentials is for a server that runs already (--address): its own is without TLS.");
        return new SessionOptions
        {
            Credentials = parsed.GetValue(_credentials),
            Address = address is null ? null : Address("--address", address),
            Metrics = parsed.GetValue(_metrics) is { } metrics ? Address("--metrics", metrics) : null,
            Connection = parsed.GetValue(_connection),
            IsExclusive = parsed.GetValue(_exclusive),
            Out = parsed.GetValue(_out),
            Plain = parsed.GetValue(_plain),
            ServerSettings = settings,
        };
    }

    private static Scenario Scale(Scenario scenario, string text)
    {
        if (!Quantity.TryNumber(text, out var scale) || scale is <= 0 or > 1000)
            throw new ArgumentMistakeException($"--scale: \"{text}\" is not a number over 0, e.g. 0.5 or 2.");
        return scenario with { Simulations = [.. scenario.Simulations.Select(simulation => simulation.Scale(scale))] };
    }

    /// <summary>All simulations are stretched alike, so that the scenario keeps its shape; faults stay in place with it.</summary>
    private static Scenario Stretch(Scenario scenario, string text)
    {
        if (!Quantity.TryDuration(text, out var duration) || duration <= TimeSpan.Zero)
            throw new ArgumentMistakeException($"--duration: \"{text}\" is not a duration like 60s, 5m or 2h.");
        if (scenario.PlannedDuration is not { } planned)
            throw new ArgumentMistakeException($"--duration: {scenario.Name} ends when it is done, not after a time.");
        var factor = duration / planned;
        return scenario with
        {
            Simulations = [.. scenario.Simulations.Select(simulation => simulation.Stretch(factor))],
            Faults = [.. scenario.Faults.Select(fault => fault with { At = fault.At * factor })],
        };
    }

    private static Uri Address(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? address
            : throw new ArgumentMistakeException($"{name}: \"{text}\" does not look like http://127.0.0.1:5005.");

    private static Option<string> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    private static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
