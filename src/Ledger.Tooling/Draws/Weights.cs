namespace Ledger.Tooling.Draws;

/// <summary>Draws one of several things by their weights: twice the weight comes twice as often. Immutable.</summary>
public sealed class Weights
{
    private readonly double[] _cumulated;

    /// <param name="weights">At least one, none negative, and not all 0.</param>
    public Weights(IEnumerable<double> weights)
    {
        var sum = 0.0;
        _cumulated = [.. weights.Select(weight => weight >= 0 ? sum += weight : throw new ArgumentOutOfRangeException(nameof(weights)))];
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sum, nameof(weights));
    }

    /// <summary>The position of the next one, from 0.</summary>
    /// <param name="random">Where the chance comes from.</param>
    public int Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var found = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, _cumulated.Length - 1);
    }
}
