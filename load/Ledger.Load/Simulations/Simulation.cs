using Ledger.Load.Scenarios;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Simulations;

/// <summary>
/// How much load when. Open simulations (inject…, replay) state a rate: requests come when they are due, whether or not earlier ones
/// are answered. Closed ones (keep_constant, ramping_constant, iterations) state how many terminals go round: each begins its next
/// request after its last answer and its think time.
/// </summary>
public abstract record Simulation
{
    /// <summary>How long it takes by its schedule; null when it ends by itself.</summary>
    public abstract TimeSpan? During { get; }

    /// <summary>The name that scenarios use for it.</summary>
    public abstract string Name { get; }

    /// <summary>One line for the plan.</summary>
    public abstract string Describe();

    /// <summary>The same load over another time.</summary>
    /// <param name="factor">What the time is multiplied with, positive.</param>
    public virtual Simulation Stretch(double factor) => this;

    /// <summary>The same time with another load.</summary>
    /// <param name="factor">What rates and copies are multiplied with, positive.</param>
    public virtual Simulation Scale(double factor) => this;

    private protected static string Rate(double perSecond) => $"{Quantity.Number(perSecond)}/s";

    private protected static TimeSpan Times(TimeSpan duration, double factor) =>
        TimeSpan.FromMicroseconds(Math.Round(duration.TotalMicroseconds * factor));

    private protected static int Times(int copies, double factor) => Math.Max(1, (int)Math.Round(copies * factor));
}

/// <summary>An open simulation: a curve of rates and how arrivals are spaced along it.</summary>
public abstract record OpenSimulation : Simulation
{
    /// <summary>Requests a second over time.</summary>
    public abstract RateCurve Curve { get; }

    /// <summary>Arrivals by chance (Poisson) instead of evenly spaced.</summary>
    public virtual bool IsRandom => false;

    /// <inheritdoc/>
    public override TimeSpan? During => Curve.Duration;
}

/// <summary>A closed simulation for a stated time: a number of copies from one end to the other.</summary>
public abstract record ClosedSimulation : Simulation
{
    /// <summary>Terminals going round at a moment.</summary>
    /// <param name="elapsed">Since the simulation began.</param>
    public abstract int CopiesAt(TimeSpan elapsed);

    /// <summary>The most there are at any moment.</summary>
    public abstract int CopiesMax { get; }
}
