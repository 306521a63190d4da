using System.Text;
using Ledger.Load.Report;
using Ledger.Load.Scenarios;

namespace Ledger.Load.Session;

/// <summary>The plan as it is printed before a run.</summary>
internal static class PlanText
{
    public static string Of(Scenario scenario, SessionOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine($"{scenario.Name}: {scenario.Description}");
        text.AppendLine($"Target: {(options.Address is { } address ? address.ToString().TrimEnd('/') : "a server of its own on a private PostgreSQL")}. Seed {scenario.Seed}.");
        foreach (var (name, words) in ScenarioText.Settings(scenario))
            text.AppendLine($"  {name}: {words}");
        text.AppendLine("Plan:");
        foreach (var line in Plan.Of(scenario))
        {
            text.AppendLine($"  {line.What,-17}{line.Words}"
                + (line.Requests is { } requests ? $"; {Words.Count(requests)} requests" : ""));
        }
        var planned = scenario.PlannedDuration;
        text.AppendLine(planned is { } known
            ? $"  in all           {Words.Count(Plan.RequestsOf(scenario))} requests scheduled beforehand in {Words.Seconds(known.TotalSeconds)}, then the audit"
            : "  in all           until it is done, then the audit");
        foreach (var threshold in scenario.Thresholds)
            text.AppendLine($"  must hold        {threshold.Text}");
        return text.ToString().TrimEnd();
    }
}
