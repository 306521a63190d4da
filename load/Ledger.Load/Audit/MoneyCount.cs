using Ledger.V1;

namespace Ledger.Load.Audit;

/// <summary>
/// Debits and credits by asset and ledger account, counted from receipts or taken from a trial balance. Members count together.
/// </summary>
internal sealed class MoneyCount
{
    // The members are at 0, as in the trial balance.
    private readonly SortedDictionary<(Asset Asset, SystemAccount Account), (long Debits, long Credits)> _lines = [];

    public static MoneyCount Of(TrialBalance balance)
    {
        var count = new MoneyCount();
        foreach (var line in balance.Lines)
            count.Add(line.Asset, line.System, line.Debits, line.Credits);
        return count;
    }

    public void Add(Receipt receipt)
    {
        foreach (var transfer in receipt.Transfers)
        {
            Add(transfer.Asset, AccountOf(transfer.Debit), transfer.Amount, 0);
            Add(transfer.Asset, AccountOf(transfer.Credit), 0, transfer.Amount);
        }
    }

    /// <summary>What came on top since an earlier count.</summary>
    public MoneyCount Since(MoneyCount earlier)
    {
        var since = new MoneyCount();
        foreach (var (key, (debits, credits)) in _lines)
            since.Add(key.Asset, key.Account, debits, credits);
        foreach (var (key, (debits, credits)) in earlier._lines)
            since.Add(key.Asset, key.Account, -debits, -credits);
        return since;
    }

    /// <summary>Where this count and another one differ, in words; empty when they are equal.</summary>
    public IReadOnlyList<string> DifferencesTo(MoneyCount other)
    {
        var differences = new List<string>();
        foreach (var key in _lines.Keys.Union(other._lines.Keys).Order())
        {
            var (mine, theirs) = (_lines.GetValueOrDefault(key), other._lines.GetValueOrDefault(key));
            if (mine != theirs)
                differences.Add($"{NameOf(key.Asset, key.Account)}: counted {mine.Debits} debits and {mine.Credits} credits, the ledger has {theirs.Debits} and {theirs.Credits}");
        }
        return differences;
    }

    /// <summary>Assets whose debits are not their credits, in words.</summary>
    public IReadOnlyList<string> Unbalanced() =>
        [.. _lines.GroupBy(line => line.Key.Asset)
            .Select(asset => (asset.Key, Debits: asset.Sum(line => line.Value.Debits), Credits: asset.Sum(line => line.Value.Credits)))
            .Where(sums => sums.Debits != sums.Credits)
            .Select(sums => $"{sums.Key}: debits {sums.Debits}, credits {sums.Credits}")];

    /// <summary>All lines that are not zero.</summary>
    public IEnumerable<(string Name, long Debits, long Credits)> Lines =>
        _lines.Where(line => line.Value != default)
        .Select(line => (NameOf(line.Key.Asset, line.Key.Account), line.Value.Debits, line.Value.Credits));

    private void Add(Asset asset, SystemAccount account, long debits, long credits)
    {
        var (before, beforeCredits) = _lines.GetValueOrDefault((asset, account));
        _lines[(asset, account)] = (before + debits, beforeCredits + credits);
    }

    private static SystemAccount AccountOf(Side side) =>
        side.PartyCase == Side.PartyOneofCase.System ? side.System : SystemAccount.Unspecified;

    private static string NameOf(Asset asset, SystemAccount account) =>
        $"{asset} {(account == SystemAccount.Unspecified ? "members" : account.ToString())}";
}
