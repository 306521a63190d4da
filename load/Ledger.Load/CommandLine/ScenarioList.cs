using System.Text;
using Ledger.Load.Scenarios;

namespace Ledger.Load.CommandLine;

/// <summary>What <c>--list</c> prints: each scenario, what it rehearses, how long it takes and what must hold.</summary>
internal static class ScenarioList
{
    public static string Text()
    {
        var text = new StringBuilder();
        foreach (var scenario in ScenarioCatalog.All())
        {
            text.AppendLine($"{scenario.Name}  ({(scenario.PlannedDuration is { } planned ? Quantity.Text(planned) : "until it is done")})");
            text.AppendLine($"    {scenario.Description}");
            foreach (var simulation in scenario.Simulations)
                text.AppendLine($"    - {simulation.Name}: {simulation.Describe()}");
            foreach (var fault in scenario.Faults)
                text.AppendLine($"    - fault: {fault}");
            if (scenario.Thresholds.Count > 0)
                text.AppendLine($"    must hold: {string.Join(", ", scenario.Thresholds.Select(threshold => threshold.Text))}");
            text.AppendLine();
        }
        return text.Append("load/README.md has a page for each: when to run it, how to read the result.").ToString();
    }
}
