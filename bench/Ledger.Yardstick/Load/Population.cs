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

    /// <summary>Which of them take part; null: all.</summary>
    public Predicate<long>? Takes { get; init; }

    public long Draw(SplitMix random)
    {
        if (count == 1) return stride;
        while (true)
            if (_ranks.Draw(random) * stride is var account && Takes?.Invoke(account) != false) return account;
    }
}
