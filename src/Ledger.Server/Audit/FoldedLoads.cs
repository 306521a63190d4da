using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Audit;

/// <summary>
/// The top-ups that brought bonus, newest first, each changed in place by what comes after it; behind them the sum of older ones.
/// </summary>
internal sealed class FoldedLoads
{
    private const int Remembered = 20;
    private readonly List<LoadedBonus> _loads = [];

    /// <param name="row">A row of a posted transaction, in the order of its account's rows.</param>
    /// <param name="principal">What there was before it, in minor units.</param>
    /// <param name="isEmpty">There is no stored value before it.</param>
    public void Take(in JournalRow row, long principal, bool isEmpty)
    {
        switch (row.Kind)
        {
            case OperationKind.TopUp when row.Asset == Asset.Bonus:
                _loads.Insert(0, new LoadedBonus(row.Key, row.Asked, row.Amount, 0, row.Lot.GetValueOrDefault(),
                    LoadedBySeq: row.Seq - row.Leg));
                break;
            // A server that forgot what had been spent to the end, or was the oldest of too many.
            case OperationKind.TopUp when row.Detail?.Was?.Loads is not null:
                var kept = isEmpty ? 0 : Remembered - 1;
                if (_loads.Count > kept) _loads.RemoveRange(kept, _loads.Count - kept);
                break;
            case OperationKind.TopUp or OperationKind.Arrive or OperationKind.ComeBack when row.Leg == 0:
                if (row.Detail?.Was?.Known is not null && principal == 0) TakeEnd(row);
                foreach (var load in row.Detail?.Loads ?? []) _loads.Add(load with { LoadedBySeq = 0 });
                break;
            case OperationKind.CashOut or OperationKind.CancelAccount when row.Leg == 0:
                _loads.Clear();
                _loads.AddRange(row.Detail?.Loads ?? []);
                break;
            case OperationKind.Merge:
                _loads.Clear();
                break;
            case OperationKind.Refund or OperationKind.Reverse when row.Leg == 0:
                TakeReturn(row);
                if (row is { Asset: Asset.Principal, Amount: < 0 })
                    for (var at = 0; at < _loads.Count; at++) _loads[at] = _loads[at] with { LoadedBySeq = 0 };
                break;
            case OperationKind.Expire when row.Asset == Asset.Bonus:
                TakeExpiry(row);
                break;
        }
        AddUp();
    }

    /// <summary>As a closing has them.</summary>
    public void Begin(IReadOnlyList<LoadedBonus> stored) => _loads.AddRange(stored);

    /// <summary>Nothing was ever loaded.</summary>
    public void Clear() => _loads.Clear();

    /// <param name="knowsAll">No server of 0.2.0 had the account; its checkpoints say nothing of the top-ups it posted.</param>
    public bool AreWhat(IReadOnlyList<LoadedBonus> stored, bool knowsAll)
    {
        if (knowsAll) return stored.Count == _loads.Count && stored.Zip(_loads).All(pair => IsSame(pair.First, pair.Second));
        return stored.All(load => load.Key == LoadedBonus.Older
            || _loads.Find(known => known.Key == load.Key) is not { } known || IsSame(load, known));
    }

    // Checkpoints of before do not say by which row it was loaded.
    private static bool IsSame(LoadedBonus stored, LoadedBonus folded) =>
        stored == (stored.LoadedBySeq == 0 ? folded with { LoadedBySeq = 0 } : folded);

    // Nothing is left of any when principal comes.
    private void TakeEnd(in JournalRow row)
    {
        for (var at = 0; at < _loads.Count; at++)
            if (_loads[at].SpentMinor < _loads[at].AmountMinor)
                _loads[at] = _loads[at] with { SpentMinor = _loads[at].AmountMinor, SpentBySeq = row.Seq, SpentOn = row.Account };
    }

    // The sums that two accounts had are one behind all others, and takes in what is too many, from the oldest on.
    private void AddUp()
    {
        if (_loads.Count == 0) return;
        var sums = _loads.FindAll(load => load.Key == LoadedBonus.Older);
        if (sums.Count == 0 && _loads.Count <= Remembered) return;
        _loads.RemoveAll(load => load.Key == LoadedBonus.Older);
        // One place is the sum's as soon as there is one.
        var room = sums.Count > 0 || _loads.Count > Remembered ? Remembered - 1 : Remembered;
        for (; _loads.Count > room; _loads.RemoveAt(_loads.Count - 1)) sums.Insert(0, _loads[^1]);
        var sum = sums[^1];
        for (var at = sums.Count - 2; at >= 0; at--) sum = sums[at].And(sum);
        _loads.Add(sum);
    }

    // A refund in whole stays, with nothing left of it; a reversal makes as if it had never been. Whatever else returns change they say.
    private void TakeReturn(in JournalRow first)
    {
        if (first is { Kind: OperationKind.Reverse, Detail.Back.Loads: { } known })
        {
            _loads.Clear();
            _loads.AddRange(known);
            return;
        }
        var original = first.Original;
        var at = _loads.FindIndex(load => load.Key == original);
        if (at >= 0 && first.Detail?.Refund is { } refund)
        {
            if (first.Kind == OperationKind.Reverse) _loads.RemoveAt(at);
            else Change(at, -refund.Amount, -refund.Legs.Where(leg => leg.Leg > 0).Sum(leg => leg.Amount), -refund.BonusExpiredMinor,
                refund.BonusShortMinor - refund.BonusNettedMinor, 0);
            return;
        }
        foreach (var part in first.Detail?.Loads ?? [])
        {
            at = _loads.FindIndex(load => load.Key == part.Key);
            if (at < 0) at = _loads.FindIndex(load => load.Key == LoadedBonus.Older);
            if (at >= 0) Change(at, part.AmountMinor, part.BonusMinor, part.ExpiredMinor, part.OwedMinor, part.SpentMinor);
        }
    }

    private void Change(int at, long amount, long bonus, long expired, long owed, long spent)
    {
        var load = _loads[at];
        amount = Math.Max(0, load.AmountMinor + amount);
        _loads[at] = load with
        {
            AmountMinor = amount, BonusMinor = Math.Max(0, load.BonusMinor + bonus),
            ExpiredMinor = Math.Max(0, load.ExpiredMinor + expired),
            OwedMinor = load.OwedMinor + owed, SpentMinor = Math.Clamp(load.SpentMinor + spent, 0, amount),
        };
    }

    private void TakeExpiry(in JournalRow row)
    {
        var left = -row.Amount;
        for (var at = 0; at < _loads.Count && left > 0; at++)
        {
            var load = _loads[at];
            if (load.LastDay != row.Lot && !(load.Key == LoadedBonus.Older && load.LastDay > row.Lot)) continue;
            var part = Math.Clamp(load.BonusMinor - load.ExpiredMinor, 0, left);
            _loads[at] = load with { ExpiredMinor = load.ExpiredMinor + part };
            left -= part;
        }
    }
}
