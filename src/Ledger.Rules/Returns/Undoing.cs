using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>
/// The transfers of a refund or reversal while they are being worked out: what is given back goes in first, then earned points are taken
/// back, from a copy of the member's lots. Nothing is written before all of it is known, because points that are missing may be kept back
/// from the value.
/// </summary>
internal sealed class Undoing
{
    private readonly Past _past;
    private readonly DateOnly _date;
    private readonly DateOnly _lastDate;
    private readonly ProgramRules _rules;
    private readonly ClosedCards _closed;
    private readonly Lots _lots = new();
    private readonly List<PlannedTransfer> _plan = [];
    private readonly List<RefundedLeg> _legs = [];
    private readonly IReadOnlyList<DateOnly> _extendedBefore;
    private DateOnly? _extendedTo;
    private readonly bool _isReversal;
    private long _owed;
    private long _forfeited;

    public Undoing(in Case asked, Past past)
    {
        (_past, _date, _lastDate, _rules, _owed) = (past, asked.Date, asked.LastDate, asked.Rules, asked.State.PointsOwed);
        _isReversal = asked.Operation.Kind == OperationKind.Reverse;
        _closed = ClosedCards.Of(asked, past);
        _extendedBefore = asked.State.ExtendedLots;
        _lots.CopyFrom(asked.State.PointsLots);
    }

    public IReadOnlyList<RefundedLeg> Legs => _legs;

    /// <summary>What the first row is to say of it.</summary>
    public RowDetail? Detail { get; set; }

    /// <summary>What came from lots or cards that have expired since and is not given back, in minor units and points.</summary>
    public long Forfeited => _forfeited;

    /// <summary>
    /// Gives back <paramref name="amount"/> of a transfer that took it, into the lot or pool it came from. <paramref name="kept"/> of it is
    /// kept back.
    /// </summary>
    public void GiveBack(in JournalRow leg, long amount, long kept = 0)
    {
        if (amount == 0) return;
        _legs.Add(new RefundedLeg(leg.Leg, amount));
        var given = amount - kept;
        if (given == 0) return;
        if (leg.Lot == JournalRow.Debt)
        {
            // What is not owed any more was paid off with points, which are the member's again.
            GivePoints(given, leg.Counter, _rules.PointsValidity.LastDay(_date), default);
            return;
        }
        if (leg.Asset != Asset.Points && _closed.AreForfeit)
        {
            _forfeited += given;
            return;
        }
        if (leg.Asset == Asset.Principal)
        {
            _plan.Add(new PlannedTransfer(Asset.Principal, given, leg.Counter, null, default));
            return;
        }

        var (lot, usableFrom) = (leg.Lot!.Value, leg.LotFrom.GetValueOrDefault());
        // What was past its last day when it was taken is so again.
        if (lot < _lastDate && lot >= _past.First.BusinessDate)
        {
            // Once only: who pays on the last day and returns the day after would never lose anything.
            if (_rules.Returns.ExpiredLots.Kind == ExpiredLotsKind.Forfeit || _extendedBefore.Contains(lot))
            {
                _forfeited += given;
                return;
            }
            (lot, usableFrom) = (_date.AddDays(_rules.Returns.ExpiredLots.Days), default);
            _extendedTo = lot;
        }
        if (leg.Asset == Asset.Points) GivePoints(given, leg.Counter, lot, usableFrom);
        else _plan.Add(new PlannedTransfer(leg.Asset, given, leg.Counter, lot, default));
    }

    /// <summary>
    /// Takes back points that the original gave: from its own lots first, then from the others, earliest expiry first, usable or not.
    /// Returns how many were not there.
    /// </summary>
    public long TakeBackPoints(long points, SystemAccount counter)
    {
        foreach (var row in _past.Rows)
            if (row.Asset == Asset.Points && row.Amount > 0 && row.Lot != JournalRow.Debt)
                points -= TakePoints(row.Lot!.Value, row.LotFrom.GetValueOrDefault(), points, counter);
        while (points > 0 && _lots.Span.Length > 0)
        {
            var lot = _lots.Span[0];
            points -= TakePoints(lot.ExpiresOn, lot.UsableFrom, points, counter);
        }
        return points;
    }

    /// <summary>
    /// A reversal: of points that are missing, those that had paid off what the member owed are owed again, whatever the program says about
    /// spent ones. Returns the others.
    /// </summary>
    public long OweAgain(long missing, SystemAccount counter)
    {
        if (!_isReversal || missing == 0) return missing;
        var paid = -_past.PointsShort;
        foreach (var row in _past.Rows)
            if (row.Asset == Asset.Points && row.Amount > 0 && row.Lot == JournalRow.Debt) paid += row.Amount;
        var again = Math.Clamp(paid, 0, missing);
        Owe(again, counter);
        return missing - again;
    }

    /// <summary>The member owes points from now on.</summary>
    public void Owe(long points, SystemAccount counter)
    {
        if (points == 0) return;
        _owed += points;
        _plan.Add(new PlannedTransfer(Asset.Points, -points, counter, JournalRow.Debt, default));
    }

    /// <summary>Takes stored value: principal, or bonus of one lot.</summary>
    public void Take(Asset asset, long amount, SystemAccount counter, DateOnly? lot = null)
    {
        if (amount > 0) _plan.Add(new PlannedTransfer(asset, -amount, counter, lot, default));
    }

    /// <summary>
    /// Takes what a transfer gave out of the lot or pool it gave it to. False: <paramref name="there"/> is less.
    /// </summary>
    public bool TryTakeBack(in Case asked, in JournalRow leg, out long there)
    {
        var (lot, usableFrom) = (leg.Lot.GetValueOrDefault(), leg.LotFrom.GetValueOrDefault());
        there = leg.Asset switch
        {
            Asset.Points => _lots.AmountOf(lot, usableFrom),
            Asset.Principal => asked.FreePrincipal + Planned(leg.Asset, null),
            _ => asked.FreeBonusOf(lot) + Planned(leg.Asset, lot),
        };
        if (leg.Amount > there) return false;
        if (leg.Asset == Asset.Points) TakePoints(lot, usableFrom, leg.Amount, leg.Counter);
        else Take(leg.Asset, leg.Amount, leg.Counter, leg.Lot);
        return true;
    }

    /// <summary>How much of stored value is given back, of bonus into the lot of that last day, in minor units.</summary>
    public long GivenOf(Asset asset, DateOnly? lot = null)
    {
        long given = 0;
        foreach (var transfer in _plan)
            if (transfer.Asset == asset && transfer.Lot == lot && transfer.Amount > 0) given += transfer.Amount;
        return given;
    }

    /// <summary>What stored value gains, or loses where it is below 0, in minor units.</summary>
    public long ValueMoved
    {
        get
        {
            long moved = 0;
            foreach (var transfer in _plan)
                if (transfer.Asset != Asset.Points) moved += transfer.Amount;
            return moved;
        }
    }

    /// <summary>Notes that a transfer is undone although nothing is given back for it here.</summary>
    public void Undo(in JournalRow leg, long amount)
    {
        if (amount > 0) _legs.Add(new RefundedLeg(leg.Leg, amount));
    }

    /// <summary>Gives points into a lot, after what the member owes is paid off.</summary>
    public void GivePoints(long points, SystemAccount counter, DateOnly lot, DateOnly usableFrom)
    {
        var paid = Math.Min(points, _owed);
        if (paid > 0)
        {
            _owed -= paid;
            _plan.Add(new PlannedTransfer(Asset.Points, paid, counter, JournalRow.Debt, default));
        }
        if (points == paid) return;
        _lots.Add(lot, points - paid, usableFrom);
        _plan.Add(new PlannedTransfer(Asset.Points, points - paid, counter, lot, usableFrom));
    }

    /// <summary>Writes what was worked out.</summary>
    public void Post(ref Transaction transaction)
    {
        if (_extendedTo is not null && Detail?.Refund is { } refund)
            Detail = Detail with { Refund = refund with { ExtendedTo = _extendedTo }, Was = WasWith(_extendedTo.Value) };
        if (_past.First.Kind is not (OperationKind.CashOut or OperationKind.CancelAccount or OperationKind.Refund)
            && Loads.Again(transaction.Case.State, _past.First, GivenOf(Asset.Principal)) is { } again)
            Detail = (Detail ?? new RowDetail()) with { Loads = again };
        var detail = Detail;
        if (_closed.Reopened is { } cards && BringsValue())
            detail = (detail ?? new RowDetail()) with { Cards = detail?.Cards is { } others ? [.. others, .. cards] : cards };
        transaction.Detail = detail;
        foreach (var transfer in _plan)
            transaction.Transfer(transfer.Asset, transfer.Amount, transfer.Counter, transfer.Lot, transfer.UsableFrom);
        transaction.Note();
    }

    /// <summary>
    /// Throws when of a transfer more was undone than was left, when more was given back than is undone, or more taken than the original
    /// gave and has not been taken back.
    /// </summary>
    public void Ensure(in Transaction written)
    {
        var (pointsToGive, valueToGive) = (0L, 0L);
        foreach (var leg in _legs)
        {
            Invariant.Require(leg.Amount > 0 && leg.Amount <= _past.LeftOf(leg.Leg));
            ref readonly var row = ref _past.Rows[leg.Leg];
            if (row.Amount < 0 && row.Asset == Asset.Points) pointsToGive += leg.Amount;
            else if (row.Amount < 0) valueToGive += leg.Amount;
        }
        var (pointsToTake, valueToTake) = (_past.PointsGiven - _past.PointsTakenBack, _past.ValueGivenLeft);
        foreach (ref readonly var row in written.Rows)
        {
            if (row.Asset == Asset.Points && row.Amount < 0) pointsToTake += row.Amount;
            else if (row.Asset == Asset.Points) pointsToGive -= row.Amount;
            else if (row.Amount < 0) valueToTake += row.Amount;
            else valueToGive -= row.Amount;
        }
        Invariant.Require(pointsToGive >= 0 && valueToGive >= 0 && pointsToTake >= 0 && valueToTake >= 0);
        if (_past.Basket is not null && Detail?.Refund is { } refund)
            Invariant.Require(refund.PointsWorthMinor + refund.StoredValueMinor + refund.RestMinor == refund.Amount);
    }

    // Nobody reverses a reversal.
    private WasFacts? WasWith(DateOnly extendedTo) => _isReversal || _extendedBefore.Contains(extendedTo) ? Detail!.Was
        : (Detail!.Was ?? new WasFacts()) with { Extended = _extendedBefore };

    private long Planned(Asset asset, DateOnly? lot)
    {
        long planned = 0;
        foreach (var transfer in _plan)
            if (transfer.Asset == asset && transfer.Lot == lot) planned += transfer.Amount;
        return planned;
    }

    private bool BringsValue()
    {
        foreach (var transfer in _plan)
            if (transfer.Asset != Asset.Points && transfer.Amount > 0) return true;
        return false;
    }

    private long TakePoints(DateOnly lot, DateOnly usableFrom, long points, SystemAccount counter)
    {
        var taken = Math.Min(points, _lots.AmountOf(lot, usableFrom));
        if (taken == 0) return 0;
        _lots.Add(lot, -taken, usableFrom);
        _plan.Add(new PlannedTransfer(Asset.Points, -taken, counter, lot, usableFrom));
        return taken;
    }

    private readonly record struct PlannedTransfer(Asset Asset, long Amount, SystemAccount Counter, DateOnly? Lot, DateOnly UsableFrom);
}
