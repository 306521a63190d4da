using Ledger.Tooling.Draws;

namespace Ledger.Yardstick.Load;

/// <summary>
/// The accounts that traffic goes to: drawn by Zipf's law among <paramref name="count"/>, which lie <paramref name="stride"/> apart.
/// </summary>
/// <param name="count">How many accounts take part; 1: all traffic goes to one.</param>
/// <param name="stride">Spreads them over a larger ledger: rank r is account r * stride.</param>
internal sealed class Population(long count, long stride = 1)
{
    private readonly Zipf _ranks = new(count, exponent: 1);

    public long Count => count;

    public long Draw(SplitMix random) => count == 1 ? stride : _ranks.Draw(random) * stride;
}
