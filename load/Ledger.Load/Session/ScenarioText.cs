using Ledger.Load.Scenarios;

namespace Ledger.Load.Session;

/// <summary>A scenario's settings in words, for the report.</summary>
internal static class ScenarioText
{
    public static IReadOnlyDictionary<string, string> Settings(Scenario scenario)
    {
        var (fleet, data, retry) = (scenario.Terminals, scenario.Data, scenario.Retry);
        var settings = new Dictionary<string, string>
        {
            ["terminals"] = $"{fleet.Count} in store{(fleet.Stores.Count > 1 ? "s" : "")} {string.Join(", ", fleet.Stores)}, "
                + $"{fleet.Connections} connections, think time {Quantity.Text(fleet.ThinkTime)}",
            ["retries"] = $"{retry.Attempts} attempts of {Quantity.Text(retry.AttemptTimeout)} within {Quantity.Text(retry.Deadline)}, "
                + $"pauses from {Quantity.Text(retry.Backoff)} to {Quantity.Text(retry.BackoffMax)}",
            ["accounts"] = $"{data.Accounts} from {data.FirstAccount}, Zipf {Quantity.Number(data.Zipf)}, "
                + $"{data.HotAccounts} hot with {Share(data.HotShare)} of the requests, {Share(data.ByCard)} by card",
            ["on purpose"] = $"{Share(data.Refusals)} refusals, {Share(data.Duplicates)} repetitions",
            ["steps"] = string.Join(", ", scenario.Steps.Select(step =>
                $"{step.Name} {Quantity.Number(step.Weight)}{(step.BatchCount > 1 ? $" (batches of {step.BatchCount})" : "")}")),
            ["generator"] = $"at most {scenario.Generator.OutstandingMaxCount} outstanding, "
                + $"lag p99 at most {Quantity.Text(scenario.Generator.LagP99Max)}, CPU at most {Share(scenario.Generator.CpuMax)}",
        };
        if (fleet.Offline is { } offline)
            settings["offline"] = $"{Share(offline.Share)} of the terminals, {Quantity.Text(offline.Lasts)} every {Quantity.Text(offline.Every)}";
        return settings;
    }

    private static string Share(double share) => $"{Quantity.Number(share * 100)} %";
}
