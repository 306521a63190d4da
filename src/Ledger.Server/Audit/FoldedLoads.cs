using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Audit;

/// <summary>The newest top-ups that brought bonus, newest first, each changed in place by what comes after it.</summary>
internal sealed class FoldedLoads
{
    private const int Remembered = 20;
    private readonly List<LoadedBonus> _loads = [];

    /// <param name="row">A row of a posted transaction, in the order of its account's rows.</param>
    /// <param name="isEmpty">There is no stored value before it.</param>
    public void Take(in JournalRow row, bool isEmpty)
    {
        switch (row.Kind)
        {
            case OperationKind.TopUp when row.Asset == Asset.Bonus:
                _loads.Insert(0, new LoadedBonus(row.Key, row.Asked, row.Amount, 0, row.Lot.GetValueOrDefault()));
                break;
            // What was loaded before has been spent to the end.
            case OperationKind.TopUp when isEmpty:
            case OperationKind.CashOut or OperationKind.CancelAccount or OperationKind.Merge:
                _loads.Clear();
                break;
            case OperationKind.Arrive or OperationKind.ComeBack:
                _loads.AddRange(row.Detail?.Loads ?? []);
                break;
            case OperationKind.Refund or OperationKind.Reverse when row.Leg == 0:
                TakeReturn(row);
                break;
            case OperationKind.Expire when row.Asset == Asset.Bonus:
                TakeExpiry(row);
                break;
        }
        if (_loads.Count > Remembered) _loads.RemoveRange(Remembered, _loads.Count - Remembered);
    }

    /// <param name="knowsAll">No server of 0.2.0 had the account; its checkpoints say nothing of the top-ups it posted.</param>
    public bool AreWhat(IReadOnlyList<LoadedBonus> stored, bool knowsAll) => knowsAll
        ? stored.SequenceEqual(_loads)
        : stored.All(load => _loads.Find(known => known.Key == load.Key) is not { } known || known == load);

    // A refund in whole stays, with nothing left of it; a reversal makes as if it had never been. The reversal of a refund brings back.
    private void TakeReturn(in JournalRow first)
    {
        var original = first.Original;
        var at = _loads.FindIndex(load => load.Key == original);
        if (at >= 0 && first.Detail?.Refund is { } refund)
        {
            var load = _loads[at];
            _loads[at] = new LoadedBonus(
                load.Key, load.AmountMinor - refund.Amount, load.BonusMinor - refund.Legs.Where(leg => leg.Leg > 0).Sum(leg => leg.Amount),
                load.ExpiredMinor - refund.BonusExpiredMinor, load.LastDay,
                load.OwedMinor + refund.BonusShortMinor - refund.BonusNettedMinor);
            if (first.Kind == OperationKind.Reverse) _loads.RemoveAt(at);
            return;
        }
        if (first is not { Kind: OperationKind.Reverse, Detail.Loads: [var back] }) return;
        at = _loads.FindIndex(load => load.Key == back.Key);
        if (at < 0) return;
        var left = _loads[at];
        _loads[at] = new LoadedBonus(
            left.Key, left.AmountMinor + back.AmountMinor, left.BonusMinor + back.BonusMinor, left.ExpiredMinor + back.ExpiredMinor,
            left.LastDay, left.OwedMinor + back.OwedMinor);
    }

    private void TakeExpiry(in JournalRow row)
    {
        var left = -row.Amount;
        for (var at = 0; at < _loads.Count && left > 0; at++)
        {
            if (_loads[at].LastDay != row.Lot) continue;
            var part = Math.Min(left, _loads[at].BonusMinor - _loads[at].ExpiredMinor);
            _loads[at] = _loads[at] with { ExpiredMinor = _loads[at].ExpiredMinor + part };
            left -= part;
        }
    }
}
