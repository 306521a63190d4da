namespace Ledger.Yardstick.Load;

/// <summary>How many callers a load has and what they send.</summary>
/// <param name="Count">Callers side by side.</param>
/// <param name="Population">Whom their operations are about.</param>
/// <param name="Seed">Of the whole run.</param>
/// <param name="Time">The clock.</param>
internal sealed record Callers(int Count, Population Population, int Seed, TimeProvider Time)
{
    /// <summary>
    /// A retry comes when about this many operations of all callers lie between: about a second later, within what a server remembers.
    /// </summary>
    private const int RetryDistanceOfAll = 16_384;

    /// <summary>
    /// Runs one caller after the other's fashion, each with its traffic and its tally, until the window closes; the sum of the tallies.
    /// </summary>
    public async Task<Tally> RunAsync(Window window, Func<int, Workload, Tally, Task> caller)
    {
        var tallies = Enumerable.Range(0, Count).Select(_ => new Tally(window)).ToArray();
        var retryDistance = Math.Max(8, RetryDistanceOfAll / Count);
        await Task.WhenAll(tallies.Select((tally, number) =>
            Task.Run(() => caller(number, new Workload(Seed, number, Population, retryDistance, Time), tally))));
        return Tally.SumOf(tallies, window);
    }
}
