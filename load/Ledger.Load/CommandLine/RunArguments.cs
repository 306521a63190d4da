using System.Globalization;
using Ledger.Load.Scenarios;
using Ledger.Load.Session;
using Ledger.Load.Thresholds;

namespace Ledger.Load.CommandLine;

/// <summary>Reads what to run and where from the command line.</summary>
internal static class RunArguments
{
    public static IReadOnlySet<string> Flags { get; } = new HashSet<string> { "--self", "--list", "--plan", "--plain", "--exclusive", "--help" };

    public static IReadOnlySet<string> Valued { get; } = new HashSet<string>
    {
        "--address", "--scenario", "--duration", "--scale", "--terminals", "--connections", "--seed", "--threshold", "--fault", "--out",
        "--connection", "--metrics", "--server-setting",
    };

    /// <summary>The scenario with what the command line changes about it.</summary>
    public static Scenario Scenario(Arguments arguments)
    {
        var scenario = ScenarioCatalog.Find(arguments.Last("--scenario")
            ?? throw new ArgumentMistakeException("Say which --scenario to run; --list explains them."));
        if (arguments.Last("--seed") is { } seed)
            scenario = scenario with { Seed = (int)Whole("--seed", seed, 0, int.MaxValue) };
        if (arguments.Last("--terminals") is { } terminals)
            scenario = scenario with { Terminals = scenario.Terminals with { Count = (int)Whole("--terminals", terminals, 1, 100_000) } };
        if (arguments.Last("--connections") is { } connections)
            scenario = scenario with { Terminals = scenario.Terminals with { Connections = (int)Whole("--connections", connections, 1, 1000) } };
        if (arguments.Last("--scale") is { } scale)
            scenario = Scale(scenario, scale);
        if (arguments.Last("--duration") is { } duration)
            scenario = Stretch(scenario, duration);
        scenario = scenario with
        {
            Thresholds = [.. scenario.Thresholds, .. arguments.All("--threshold").Select(text =>
                Threshold.TryRead(text, out var mistake) ?? throw new ArgumentMistakeException($"--threshold: {mistake}"))],
            Faults = [.. scenario.Faults, .. arguments.All("--fault").Select(text =>
                Fault.TryRead(text, out var mistake) ?? throw new ArgumentMistakeException($"--fault: {mistake}"))],
        };
        ScenarioRules.Require(scenario);
        return scenario;
    }

    public static SessionOptions Session(Arguments arguments)
    {
        if (arguments.Has("--self") == arguments.Has("--address"))
            throw new ArgumentMistakeException("Say where: --self, or --address http://HOST:PORT.");
        var settings = new Dictionary<string, string>();
        foreach (var setting in arguments.All("--server-setting"))
        {
            var parts = setting.Split('=', 2);
            if (parts.Length != 2 || !parts[0].StartsWith("LEDGER_", StringComparison.Ordinal))
                throw new ArgumentMistakeException($"--server-setting: \"{setting}\" does not look like LEDGER_PARTITIONS=8.");
            settings[parts[0]] = parts[1];
        }
        if (settings.Count > 0 && !arguments.Has("--self"))
            throw new ArgumentMistakeException("--server-setting is for a server of its own (--self).");
        return new SessionOptions
        {
            Address = arguments.Last("--address") is { } address ? Address("--address", address) : null,
            Metrics = arguments.Last("--metrics") is { } metrics ? Address("--metrics", metrics) : null,
            Connection = arguments.Last("--connection"),
            IsExclusive = arguments.Has("--exclusive"),
            Out = arguments.Last("--out"),
            Plain = arguments.Has("--plain"),
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

    private static long Whole(string name, string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentMistakeException($"{name}: \"{text}\" is not a whole number from {least} to {most}.");

    private static Uri Address(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? address
            : throw new ArgumentMistakeException($"{name}: \"{text}\" does not look like http://127.0.0.1:5005.");
}
