namespace Ledger.Rules.Tests.Model;

/// <summary>
/// What a member holds, kept the slow and obvious way: a bag of lots by asset and last day (year * 10000 + month * 100 + day, 0 for ever),
/// in decimals. Nothing here is shared with the rules it checks.
/// </summary>
internal sealed class NaiveAccount(int program)
{
    private readonly Dictionary<(V1.Asset Asset, int LastDay), decimal> _lots = [];

    public int Program { get; } = program;

    public List<string> Cards { get; } = [];

    public decimal Holds(V1.Asset asset) => _lots.Where(lot => lot.Key.Asset == asset).Sum(lot => lot.Value);

    public decimal Stored => Holds(V1.Asset.Principal) + Holds(V1.Asset.Bonus);

    /// <summary>What can still be spent on a day. Principal does not expire.</summary>
    public decimal Usable(V1.Asset asset, int day) => UsableLots(asset, day).Sum(lot => lot.Amount);

    public void Give(V1.Asset asset, int lastDay, decimal amount) =>
        _lots[(asset, lastDay)] = _lots.GetValueOrDefault((asset, lastDay)) + amount;

    /// <summary>Takes what expires first; returns what came from which lot.</summary>
    public IReadOnlyList<(int LastDay, decimal Amount)> Take(V1.Asset asset, int day, decimal amount)
    {
        var taken = new List<(int, decimal)>();
        foreach (var (lastDay, there) in UsableLots(asset, day))
        {
            var part = Math.Min(there, amount);
            if (part == 0) continue;
            _lots[(asset, lastDay)] -= part;
            amount -= part;
            taken.Add((lastDay, part));
        }
        if (amount != 0) throw new InvalidOperationException("The model takes more than there is.");
        return taken;
    }

    public string Lots => string.Join(" ", _lots
        .Where(lot => lot.Value != 0 && lot.Key.Asset != V1.Asset.Principal)
        .OrderBy(lot => lot.Key.Asset).ThenBy(lot => lot.Key.LastDay == 0 ? int.MaxValue : lot.Key.LastDay)
        .Select(lot => $"{lot.Key.Asset}/{lot.Key.LastDay}:{lot.Value:0}"));

    private List<(int LastDay, decimal Amount)> UsableLots(V1.Asset asset, int day) => [.. _lots
        .Where(lot => lot.Key.Asset == asset && lot.Value > 0 && (lot.Key.LastDay == 0 || lot.Key.LastDay >= day))
        .Select(lot => (lot.Key.LastDay, lot.Value))
        .OrderBy(lot => lot.LastDay == 0 ? int.MaxValue : lot.LastDay)];
}
