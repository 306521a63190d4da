namespace Ledger.Tooling.Draws;

/// <summary>
/// A small seeded generator (splitmix64, Steele et al. 2014): the same seed gives the same traffic, whatever the runtime's own generator
/// becomes. Not for concurrent use.
/// </summary>
/// <param name="seed">Any number.</param>
public sealed class SplitMix(ulong seed) : Random
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <inheritdoc/>
    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (long)Math.BigMul(NextBits(), (ulong)maxValue, out _);
    }

    /// <inheritdoc/>
    public override double NextDouble() => Sample();

    /// <inheritdoc/>
    protected override double Sample() => (NextBits() >> 11) * (1.0 / (1UL << 53));
}
