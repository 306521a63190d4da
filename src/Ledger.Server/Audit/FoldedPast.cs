using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Audit;

/// <summary>
/// What an account remembers of its past beside what it holds: top-ups with bonus, lots that were given more days, what points were worth.
/// </summary>
internal sealed class FoldedPast
{
    private readonly FoldedLoads _loads = new();
    private readonly List<DateOnly> _extended = [];
    private PointsRate _spentAt;
    private long? _unsent;
    private long _began;

    /// <summary>As a closing has it.</summary>
    public void Begin(AccountState stored)
    {
        _loads.Begin(stored.Loads);
        _extended.AddRange(stored.ExtendedLots);
        (_spentAt, _unsent, _began) = (stored.PointsSpentAt, stored.Unsent, stored.BeganSeq);
    }

    /// <param name="row">A row of a posted transaction, in the order of its account's rows.</param>
    /// <param name="principal">What there was before it, in minor units.</param>
    /// <param name="isEmpty">There is no stored value before it.</param>
    public void Take(in JournalRow row, long principal, bool isEmpty)
    {
        _loads.Take(row, principal, isEmpty);
        if (row.Kind == OperationKind.OpenAccount && _began > 0) _began = row.Seq;
        if (row.Kind == OperationKind.Merge) _unsent = null;
        else if (row is { Leg: 0, Detail.UnsentMinor: { } unsent }) _unsent = unsent;
        if (row is { Leg: 0, Detail.Back.Extended: { } before })
        {
            _extended.Clear();
            _extended.AddRange(before);
        }
        if (row is { Leg: 0, Detail.Refund.ExtendedTo: { } lastDay } && !_extended.Contains(lastDay))
        {
            _extended.Insert(0, lastDay);
            if (_extended.Count > AccountState.ExtendedMax) _extended.RemoveAt(AccountState.ExtendedMax);
        }
        // What a merged account had of them comes behind.
        if (row is { Kind: OperationKind.Arrive, Leg: 0, Detail.Merged.Extended: { } carried })
        {
            _extended.AddRange(carried.Except(_extended).ToArray());
            if (_extended.Count > AccountState.ExtendedMax)
                _extended.RemoveRange(AccountState.ExtendedMax, _extended.Count - AccountState.ExtendedMax);
        }
        if (row is { Leg: 0, Detail.Basket: { PointsWorthMinor: > 0 } basket })
            _spentAt = new PointsRate(basket.Points, basket.PointsWorthMinor);
        // Leg by leg, each of a lot of its own.
        if (row is { Kind: OperationKind.Redeem, Asset: Asset.Points, Amount: < 0, Figure: > 0 })
            _spentAt = new PointsRate(row.Leg == 0 ? -row.Amount : _spentAt.Points - row.Amount, row.Figure);
        if (row is { Leg: 0, Detail.Back.SpentAt: { } rate }) _spentAt = rate;
        if (row is not { Leg: 0, Detail.Unopened: true }) return;
        _loads.Clear();
        _extended.Clear();
        _spentAt = default;
        (_unsent, _began) = (null, row.Seq);
    }

    /// <param name="knowsAll">No server of 0.2.0 had the account.</param>
    public void Compare(AccountState stored, bool knowsAll, RowPlace at, Action<string, string> report)
    {
        if (!_loads.AreWhat(stored.Loads, knowsAll)) report("I6", $"{at}: what it knows of top-ups with bonus is not what the rows give");
        if (stored.BeganSeq != _began && knowsAll)
            report("I6", $"{at} says that it begins at row {stored.BeganSeq}, the rows give {_began}");
        if (stored.Unsent != _unsent)
            report("I6", $"{at} says that {stored.Unsent} came with no bonus and has not left, the rows give {_unsent}");
        if (!stored.ExtendedLots.SequenceEqual(_extended)) report("I6", $"{at}: its lots with more days are not the ones the rows give");
        if (stored.PointsSpentAt != _spentAt && (knowsAll || stored.PointsSpentAt != default))
            report("I6", $"{at} says that points were spent at {stored.PointsSpentAt}, the rows give {_spentAt}");
    }
}
