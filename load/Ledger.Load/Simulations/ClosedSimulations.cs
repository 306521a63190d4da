using Ledger.Load.Scenarios;

namespace Ledger.Load.Simulations;

/// <summary>A constant number of terminals go round.</summary>
/// <param name="Copies">Terminals at work.</param>
/// <param name="Length">How long.</param>
public sealed record KeepConstant(int Copies, TimeSpan Length) : ClosedSimulation
{
    /// <inheritdoc/>
    public override string Name => "keep_constant";

    /// <inheritdoc/>
    public override TimeSpan? During => Length;

    /// <inheritdoc/>
    public override int CopiesMax => Copies;

    /// <inheritdoc/>
    public override int CopiesAt(TimeSpan elapsed) => Copies;

    /// <inheritdoc/>
    public override string Describe() => $"{Copies} terminals go round for {Quantity.Text(Length)}";

    /// <inheritdoc/>
    public override Simulation Stretch(double factor) => this with { Length = Times(Length, factor) };

    /// <inheritdoc/>
    public override Simulation Scale(double factor) => this with { Copies = Times(Copies, factor) };
}

/// <summary>A number of terminals that goes straight from one value to another go round.</summary>
/// <param name="From">Terminals at the beginning.</param>
/// <param name="To">Terminals at the end.</param>
/// <param name="Length">How long.</param>
public sealed record RampingConstant(int From, int To, TimeSpan Length) : ClosedSimulation
{
    /// <inheritdoc/>
    public override string Name => "ramping_constant";

    /// <inheritdoc/>
    public override TimeSpan? During => Length;

    /// <inheritdoc/>
    public override int CopiesMax => Math.Max(From, To);

    /// <inheritdoc/>
    public override int CopiesAt(TimeSpan elapsed) =>
        (int)Math.Round(From + ((To - From) * Math.Clamp(elapsed / Length, 0, 1)), MidpointRounding.AwayFromZero);

    /// <inheritdoc/>
    public override string Describe() => $"{From} to {To} terminals go round over {Quantity.Text(Length)}";

    /// <inheritdoc/>
    public override Simulation Stretch(double factor) => this with { Length = Times(Length, factor) };

    /// <inheritdoc/>
    public override Simulation Scale(double factor) => this with { From = Times(From, factor), To = Times(To, factor) };
}

/// <summary>Terminals go round until a number of requests is done.</summary>
/// <param name="Copies">Terminals at work.</param>
/// <param name="Count">Requests in all.</param>
public sealed record Iterations(int Copies, long Count) : Simulation
{
    /// <inheritdoc/>
    public override string Name => "iterations";

    /// <inheritdoc/>
    public override TimeSpan? During => null;

    /// <inheritdoc/>
    public override string Describe() => $"{Copies} terminals go round until {Count} requests are done";

    /// <inheritdoc/>
    public override Simulation Scale(double factor) => this with { Copies = Times(Copies, factor) };
}

/// <summary>Nothing is sent; answers still come.</summary>
/// <param name="Length">How long.</param>
public sealed record Pause(TimeSpan Length) : Simulation
{
    /// <inheritdoc/>
    public override string Name => "pause";

    /// <inheritdoc/>
    public override TimeSpan? During => Length;

    /// <inheritdoc/>
    public override string Describe() => $"nothing for {Quantity.Text(Length)}";

    /// <inheritdoc/>
    public override Simulation Stretch(double factor) => this with { Length = Times(Length, factor) };
}
