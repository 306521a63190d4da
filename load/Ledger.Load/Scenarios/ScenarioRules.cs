using Ledger.Load.Simulations;

namespace Ledger.Load.Scenarios;

/// <summary>What must hold between the parts of a scenario, whether it was read or made in code.</summary>
public static class ScenarioRules
{
    private const int StreamsPerConnectionMax = 1000;
    private const long AccountMax = (1L << 53) - 1;

    /// <summary>Every contradiction: the field to look at and what is wrong with it. Empty when all is well.</summary>
    /// <param name="scenario">The scenario.</param>
    public static IEnumerable<(string Field, string Reason)> Check(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return Steps(scenario).Concat(Load(scenario)).Concat(Data(scenario));
    }

    /// <summary>Throws when something contradicts.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <exception cref="ScenarioMistakeException">Something does.</exception>
    public static void Require(Scenario scenario)
    {
        var mistakes = Check(scenario).Select(mistake => $"{scenario.Name}: {mistake.Field}: {mistake.Reason}.").ToList();
        if (mistakes.Count > 0)
            throw new ScenarioMistakeException(mistakes);
    }

    private static IEnumerable<(string, string)> Steps(Scenario scenario)
    {
        if (scenario.Steps.Count == 0)
            yield return ("steps", "at least one step is needed");
        else if (scenario.Steps.Sum(step => step.Weight) <= 0)
            yield return ("steps", "at least one weight must be over 0");
        foreach (var name in scenario.Steps.GroupBy(step => step.Name).Where(group => group.Count() > 1).Select(group => group.Key))
            yield return ("steps", $"two steps are called \"{name}\"; give one a name of its own");
        foreach (var step in scenario.Steps)
        {
            if (step.BatchCount > 1 && step.IsQuestion)
                yield return ("steps", $"\"{step.Name}\" is a question and cannot be a batch");
            if (step.MultipleOf > step.Amount.Most)
                yield return ("steps", $"\"{step.Name}\" has no multiple of {step.MultipleOf} in its range");
            if (scenario.Terminals.Offline is not null && (step.IsQuestion || step.BatchCount > 1))
                yield return ("terminals", $"terminals that go offline can store single operations only, \"{step.Name}\" is none");
        }
        foreach (var threshold in scenario.Thresholds.Where(threshold => threshold.Step.Length > 0))
        {
            if (!scenario.Steps.Any(step => step.Name == threshold.Step || $"{step.Name} (forwarded)" == threshold.Step))
                yield return ("thresholds", $"\"{threshold.Text}\" is about a step that is not there");
        }
    }

    private static IEnumerable<(string, string)> Load(Scenario scenario)
    {
        var closed = scenario.Simulations.Select(simulation => simulation switch
        {
            ClosedSimulation constant => constant.CopiesMax,
            Iterations iterations => iterations.Copies,
            _ => 0,
        }).DefaultIfEmpty().Max();
        if (scenario.Simulations.Count == 0)
            yield return ("simulations", "at least one is needed");
        if (closed > scenario.Terminals.Count)
            yield return ("simulations", $"{closed} copies need as many terminals, there are {scenario.Terminals.Count}");
        if (closed > 0 && scenario.Terminals.Offline is not null && scenario.Terminals.ThinkTime <= TimeSpan.Zero)
            yield return ("terminals", "terminals that go round and go offline need a think_time, or they would sell without end");
        if (scenario.Simulations.OfType<CapacitySearch>().Any() && scenario.Simulations.Count > 1)
            yield return ("simulations", "a capacity search stands alone");
        var room = scenario.Terminals.Connections * StreamsPerConnectionMax;
        if (Math.Min(scenario.Generator.OutstandingMaxCount, scenario.Terminals.Count) > room)
            yield return ("terminals",
                $"{scenario.Terminals.Connections} connections carry {room} calls at a time; more terminals than that need more of them");
        if (scenario.Terminals.Stores.Count == 0)
            yield return ("terminals", "at least one store is needed");
        if (scenario.PlannedDuration is { } planned && scenario.Faults.Any(fault => fault.At >= planned))
            yield return ("faults", $"a fault comes after the end ({Quantity.Text(planned)})");
    }

    private static IEnumerable<(string, string)> Data(Scenario scenario)
    {
        var data = scenario.Data;
        if (data.HotAccounts > data.Accounts - data.EmptyAccounts)
            yield return ("data", "there cannot be more hot accounts than accounts");
        if (data.HotShare > 0 && data.HotAccounts == 0)
            yield return ("data", "a hot_share needs hot_accounts");
        if (data.EmptyAccounts >= data.Accounts)
            yield return ("data", "refusals need at least two accounts: one of them stays empty");
        if (data.FirstAccount + data.Accounts > AccountMax)
            yield return ("data", $"account numbers end at {AccountMax}");
        if (data.Refusals + data.Duplicates > 1)
            yield return ("data", "refusals and duplicates cannot be more than everything together");
    }
}
