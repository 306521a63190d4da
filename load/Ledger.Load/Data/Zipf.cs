namespace Ledger.Load.Data;

/// <summary>Ranks by Zipf's law: rank k (from 0) of n has the weight 1 / (k + 1)^s. Exact, by search in the cumulated weights.</summary>
internal sealed class Zipf
{
    private readonly double[] _cumulated;

    /// <param name="count">How many ranks.</param>
    /// <param name="exponent">s; 0 makes all alike.</param>
    public Zipf(int count, double exponent)
    {
        _cumulated = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++)
            _cumulated[rank] = sum += Math.Pow(rank + 1, -exponent);
    }

    /// <summary>The share of the draws that a rank gets, 0 to 1.</summary>
    public double ShareOf(int rank) => (_cumulated[rank] - (rank > 0 ? _cumulated[rank - 1] : 0)) / _cumulated[^1];

    public int Draw(Random random)
    {
        var found = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, _cumulated.Length - 1);
    }
}
