using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Journal.Closings;

/// <summary>What rows gave members and took from them, by ledger account: the table <c>closing_total</c>.</summary>
internal sealed class LedgerSums
{
    private readonly Dictionary<(short Program, Asset Asset, SystemAccount Counter), (long Given, long Taken)> _sums = [];

    public IReadOnlyDictionary<(short Program, Asset Asset, SystemAccount Counter), (long Given, long Taken)> Sums => _sums;

    public void Take(in JournalRow row)
    {
        if (row.Amount == 0) return;
        var (given, taken) = _sums.GetValueOrDefault((row.Program, row.Asset, row.Counter));
        _sums[(row.Program, row.Asset, row.Counter)] = row.Amount > 0
            ? (checked(given + row.Amount), taken) : (given, checked(taken - row.Amount));
    }

    public void Clear() => _sums.Clear();
}
