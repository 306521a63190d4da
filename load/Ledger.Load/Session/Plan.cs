using Ledger.Load.Data;
using Ledger.Load.Engine;
using Ledger.Load.Report;
using Ledger.Load.Scenarios;
using Ledger.Load.Simulations;

namespace Ledger.Load.Session;

/// <summary>
/// What a scenario will do: phases, rates, expected number of requests. Open simulations are counted exactly, from the seed.
/// </summary>
internal static class Plan
{
    public static IReadOnlyList<PlanLine> Of(Scenario scenario)
    {
        var data = scenario.Data;
        var operations = Preparation.OperationsOf(data);
        var lines = new List<PlanLine>
        {
            new("prepare", $"open and fill {Words.Count(data.Accounts)} accounts with {Words.Count(operations)} operations in batches; in no figure", null, null),
        };
        if (scenario.WarmUp is { } warmUp)
        {
            lines.Add(new PlanLine("warm_up", $"{Quantity.Number(warmUp.Rate)}/s; in no figure",
                Arrivals.Count(new Inject(warmUp.Rate, warmUp.During).Curve, null), warmUp.During.TotalSeconds));
        }
        for (var i = 0; i < scenario.Simulations.Count; i++)
        {
            var simulation = scenario.Simulations[i];
            lines.Add(new PlanLine(simulation.Name, simulation.Describe(), RequestsOf(simulation, scenario.Seed, i),
                simulation.During?.TotalSeconds));
        }
        foreach (var fault in scenario.Faults)
            lines.Add(new PlanLine("fault", fault.ToString(), null, null));
        return lines;
    }

    /// <summary>Requests of the measured part that are known beforehand.</summary>
    public static long RequestsOf(Scenario scenario) =>
        scenario.Simulations.Select((simulation, i) => RequestsOf(simulation, scenario.Seed, i) ?? 0).Sum();

    private static long? RequestsOf(Simulation simulation, int seed, int position) => simulation switch
    {
        OpenSimulation open => Arrivals.Count(open.Curve, open.IsRandom ? Seeded.Random(seed, Seeded.Arrivals + position) : null),
        Iterations iterations => iterations.Count,
        Pause => 0,
        _ => null,
    };
}
