using Ledger.Load.Scenarios;

namespace Ledger.Load.Simulations;

/// <summary>Evenly spaced requests.</summary>
/// <param name="PerSecond">Requests a second.</param>
/// <param name="Length">How long.</param>
public sealed record Inject(double PerSecond, TimeSpan Length) : OpenSimulation
{
    /// <inheritdoc/>
    public override string Name => "inject";

    /// <inheritdoc/>
    public override RateCurve Curve => RateCurve.Straight(PerSecond, PerSecond, Length);

    /// <inheritdoc/>
    public override string Describe() => $"{Rate(PerSecond)} evenly for {Quantity.Text(Length)}";

    /// <inheritdoc/>
    public override Simulation Stretch(double factor) => this with { Length = Times(Length, factor) };

    /// <inheritdoc/>
    public override Simulation Scale(double factor) => this with { PerSecond = PerSecond * factor };
}

/// <summary>Requests by chance around a rate (a Poisson process), as customers come.</summary>
/// <param name="PerSecond">Requests a second on average.</param>
/// <param name="Length">How long.</param>
public sealed record InjectRandom(double PerSecond, TimeSpan Length) : OpenSimulation
{
    /// <inheritdoc/>
    public override string Name => "inject_random";

    /// <inheritdoc/>
    public override RateCurve Curve => RateCurve.Straight(PerSecond, PerSecond, Length);

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override string Describe() => $"{Rate(PerSecond)} by chance (Poisson) for {Quantity.Text(Length)}";

    /// <inheritdoc/>
    public override Simulation Stretch(double factor) => this with { Length = Times(Length, factor) };

    /// <inheritdoc/>
    public override Simulation Scale(double factor) => this with { PerSecond = PerSecond * factor };
}

/// <summary>Evenly spaced requests at a rate that goes straight from one value to another.</summary>
/// <param name="From">Requests a second at the beginning.</param>
/// <param name="To">Requests a second at the end.</param>
/// <param name="Length">How long.</param>
public sealed record RampingInject(double From, double To, TimeSpan Length) : OpenSimulation
{
    /// <inheritdoc/>
    public override string Name => "ramping_inject";

    /// <inheritdoc/>
    public override RateCurve Curve => RateCurve.Straight(From, To, Length);

    /// <inheritdoc/>
    public override string Describe() => $"{Rate(From)} to {Rate(To)} over {Quantity.Text(Length)}";

    /// <inheritdoc/>
    public override Simulation Stretch(double factor) => this with { Length = Times(Length, factor) };

    /// <inheritdoc/>
    public override Simulation Scale(double factor) => this with { From = From * factor, To = To * factor };
}

/// <summary>A day (or any other time) replayed from a curve of rates.</summary>
/// <param name="Source">Where the curve came from, for the plan.</param>
/// <param name="Rates">The curve as replayed.</param>
/// <param name="ByChance">Poisson arrivals along the curve.</param>
public sealed record Replay(string Source, RateCurve Rates, bool ByChance) : OpenSimulation
{
    /// <inheritdoc/>
    public override string Name => "replay";

    /// <inheritdoc/>
    public override RateCurve Curve => Rates;

    /// <inheritdoc/>
    public override bool IsRandom => ByChance;

    /// <inheritdoc/>
    public override string Describe() =>
        $"{Source} in {Quantity.Text(Rates.Duration)}, {Rate(Rates.RateMax)} at its highest{(ByChance ? ", by chance (Poisson)" : "")}";

    /// <inheritdoc/>
    public override Simulation Stretch(double factor) => this with { Rates = Rates.Transform(factor, 1) };

    /// <inheritdoc/>
    public override Simulation Scale(double factor) => this with { Rates = Rates.Transform(1, factor) };
}
