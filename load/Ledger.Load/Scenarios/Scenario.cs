using Ledger.Load.Simulations;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Scenarios;

/// <summary>
/// One rehearsal: who calls (terminals), what they do (steps over data), how much of it when (simulations), what must hold (thresholds)
/// and what goes wrong on purpose (faults). Read from YAML by <see cref="ScenarioReader"/>, or made in code like any other record.
/// </summary>
public sealed record Scenario
{
    /// <summary>Short name in kebab-case; also the file's name and a part of the report folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it rehearses, in a sentence or two.</summary>
    public string Description { get; init; } = "";

    /// <summary>Seed of every random choice: arrivals, accounts, amounts, kinds, retries.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Who calls.</summary>
    public TerminalFleet Terminals { get; init; } = new();

    /// <summary>What a terminal does when it is not answered.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>The accounts that are worked on, and how they are chosen.</summary>
    public DataSet Data { get; init; } = new();

    /// <summary>What is done, each with its weight. At least one.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>Load before the measured part; its calls are in the audit and in no figure.</summary>
    public WarmUp? WarmUp { get; init; }

    /// <summary>How much load when, one after the other.</summary>
    public required IReadOnlyList<Simulation> Simulations { get; init; }

    /// <summary>What must hold for the run to pass.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>What is broken on purpose, and when; for targets that the program started itself.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>Bounds of the generator itself, and from where on its own lag spoils the figures.</summary>
    public GeneratorLimits Generator { get; init; } = new();

    /// <summary>
    /// How long the simulations take by their schedule; null when one of them ends by itself (iterations, capacity search).
    /// </summary>
    public TimeSpan? PlannedDuration => Simulations.All(simulation => simulation.During is not null)
        ? TimeSpan.FromTicks(Simulations.Sum(simulation => simulation.During!.Value.Ticks))
        : null;
}

/// <summary>Load before the measured part, at a constant rate.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="During">How long.</param>
public sealed record WarmUp(double Rate, TimeSpan During);
