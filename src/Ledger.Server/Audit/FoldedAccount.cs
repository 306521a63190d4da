using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Closings;

namespace Ledger.Server.Audit;

/// <summary>One account while its rows are folded: balances and lots by plain addition.</summary>
/// <param name="since">From when on all rows are by this version (UTC): older ones may be those of 0.2.0.</param>
internal sealed class FoldedAccount(DateTime since)
{
    private readonly Dictionary<(Asset Asset, DateOnly Lot, DateOnly From), long> _lots = [];
    private readonly FoldedMembership _membership = new();
    private readonly FoldedPast _past = new();
    private bool _knowsAll;
    private short _program;
    private long _points;
    private long _owed;
    private long _principal;
    private long _bonus;
    private (long Points, long Principal, long Bonus) _stated;
    private DateTime _postedAt;
    private ReceiptStock? _receipts;

    public long LastSeq { get; private set; }

    /// <summary>The last row of its newest closing; 0: there is none.</summary>
    public long ClosedSeq { get; private set; }

    /// <summary>The balance that the account's newest row states.</summary>
    public long StatedBalance(Asset asset) => asset switch
    {
        Asset.Points => _stated.Points,
        Asset.Principal => _stated.Principal,
        _ => _stated.Bonus,
    };

    /// <summary>The account as a closing has it: its rows go on behind.</summary>
    public void Begin(ClosedAccount closed)
    {
        var stored = closed.State();
        // Whether a server of 0.2.0 has had it the rows said that are not read.
        _knowsAll = since == DateTime.MinValue;
        _membership.Begin(stored, _knowsAll);
        _past.Begin(stored);
        foreach (var lot in stored.PointsLots.Span) _lots[(Asset.Points, lot.ExpiresOn, lot.UsableFrom)] = lot.Amount;
        foreach (var lot in stored.BonusLots.Span) _lots[(Asset.Bonus, lot.ExpiresOn, default)] = lot.Amount;
        (_program, _owed, _points, _principal, _bonus) =
            (stored.Program, stored.PointsOwed, stored.Points, stored.Principal, stored.Bonus);
        _stated = (_points, _principal, _bonus);
        // When its last row was is not known: no hold counts as open then.
        (LastSeq, ClosedSeq, _postedAt) = (stored.LastSeq, stored.LastSeq, DateTime.MaxValue);
        _receipts = ReceiptStock.Read(closed.Receipts);
    }

    public void Take(in JournalRow row, ProgramRules? rules, RowPlace at, Action<string, string> report)
    {
        if (LastSeq == 0) _knowsAll = row.PostedAt >= since;
        (LastSeq, _postedAt) = (row.Seq, row.PostedAt);
        _stated = (row.PointsAfter, row.PrincipalAfter, row.BonusAfter);
        if (row.Outcome.IsPosted()) _past.Take(row, _principal, isEmpty: _principal + _bonus == 0);
        if (row.Leg == 0)
        {
            if (row is { Kind: OperationKind.OpenAccount } && row.Outcome.IsPosted()) _program = row.Program;
            if (row.Detail?.Unopened == true) _program = 0;
            _membership.Take(row, rules, _knowsAll, at, report);
            if (_program != 0 && row.Program != _program && row.Outcome != Outcome.OtherProgram)
                report("rules", $"{at}: decided by program {row.Program}, the account's is {_program}");
        }
        switch (row.Asset)
        {
            case Asset.Points: _points += row.Amount; break;
            case Asset.Principal: _principal += row.Amount; break;
            case Asset.Bonus: _bonus += row.Amount; break;
        }
        TakeLot(row, at, report);
        CheckBalance(row.PointsAfter, _points, -_owed, "points", at, report);
        CheckBalance(row.PrincipalAfter, _principal, 0, "principal", at, report);
        CheckBalance(row.BonusAfter, _bonus, 0, "bonus", at, report);
        // A capture that is reversed is in its hold again from the first row on, and there with the last one.
        if (row.Kind != OperationKind.Reverse) CheckHolds(at, row.PostedAt, report);
    }

    /// <summary>Compares a checkpoint with the fold, which stands at the checkpoint's last row now.</summary>
    public void Compare(AccountState stored, RowPlace at, Action<string, string> report)
    {
        if (stored.Points != _points || stored.Principal != _principal || stored.Bonus != _bonus)
            report("I6", $"{at} says {stored.Points}/{stored.Principal}/{stored.Bonus}, the rows give "
                + $"{_points}/{_principal}/{_bonus} (points/principal/bonus)");
        if (stored.PointsOwed != _owed) report("I6", $"{at} says {stored.PointsOwed} points are owed, the rows give {_owed}");
        if (stored.Program != _program) report("I6", $"{at} says program {stored.Program}, the rows give {_program}");
        _membership.Compare(stored, _knowsAll, at, report);
        _past.Compare(stored, _knowsAll, at, report);
        CheckHolds(at, _postedAt, report);
        CompareLots(Asset.Points, stored.PointsLots, at, report);
        CompareLots(Asset.Bonus, stored.BonusLots, at, report);
    }

    /// <summary>Compares a closing of the account with the fold, which stands at the closing's last row now.</summary>
    public void Compare(ClosedAccount closed, RowPlace at, Action<string, string> report)
    {
        ClosedSeq = closed.LastSeq;
        var stored = closed.State();
        Compare(stored, at, report);
        if ((stored.Points, stored.Bonus) != (closed.Points, closed.Bonus))
            report("I12", $"{at}: lots sum to {stored.Points} points and {stored.Bonus} bonus, balances say {closed.Points} and "
                + $"{closed.Bonus}");
        if (closed.Receipts != (_receipts ?? new ReceiptStock()).Write())
            report("closings", $"{at}: what is left of its receipts is not what the rows leave");
    }

    /// <summary>What is left of its receipts, up to the last row of which this was asked for.</summary>
    public ReceiptStock? Receipts => _receipts;

    /// <summary>Takes what a row moves into what is left of receipts, and into their sums where they are asked for.</summary>
    public void TakeReceipt(in JournalRow row, HeldSums? held)
    {
        if (row.Amount != 0) (_receipts ??= new ReceiptStock()).Take(row, held);
    }

    private void TakeLot(in JournalRow row, RowPlace at, Action<string, string> report)
    {
        if (row.Lot is not { } lot)
        {
            if (row.Asset is Asset.Points or Asset.Bonus) report("I12", $"{at}: moves {row.Asset} without a lot");
            return;
        }
        if (lot == JournalRow.Debt)
        {
            _owed -= row.Amount;
            if (_owed < 0) report("I12", $"{at}: pays off {-_owed} points more than are owed");
            return;
        }
        var from = row.LotFrom.GetValueOrDefault();
        var left = _lots[(row.Asset, lot, from)] = _lots.GetValueOrDefault((row.Asset, lot, from)) + row.Amount;
        if (left < 0) report("I12", $"{at}: the lot of {lot:O} goes down to {left}");
        if (row.Amount >= 0 || !IsSpending(row.Kind)) return;
        if (lot < row.BusinessDate) report("I12", $"{at}: spends the lot of {lot:O} on {row.BusinessDate:O}");
        if (from > row.BusinessDate) report("I12", $"{at}: spends the lot that begins on {from:O} on {row.BusinessDate:O}");
    }

    private void CheckHolds(RowPlace at, DateTime now, Action<string, string> report)
    {
        if (_membership.Holds.Count == 0) return;
        var open = _membership.Holds.Values.Where(hold => hold.IsOpen(now)).ToList();
        var principal = open.Sum(hold => hold.PrincipalMinor);
        if (principal > _principal) report("holds", $"{at}: holds set aside {principal} of a principal of {_principal}");
        foreach (var lot in open.SelectMany(hold => hold.Bonus).GroupBy(lot => lot.ExpiresOn))
            if (lot.Sum(held => held.Amount) > _lots.GetValueOrDefault((Asset.Bonus, lot.Key, default)))
                report("holds", $"{at}: holds set aside more of the bonus lot of {lot.Key:O} than there is");
    }

    private void CompareLots(Asset asset, Lots stored, RowPlace at, Action<string, string> report)
    {
        var folded = _lots.Where(lot => lot.Key.Asset == asset && lot.Value != 0).OrderBy(lot => lot.Key.Lot).ThenBy(lot => lot.Key.From)
            .Select(lot => new Lot(lot.Key.Lot, lot.Value, lot.Key.From));
        if (!folded.SequenceEqual(stored.Span.ToArray())) report("I12", $"{at}: its lots of {asset} are not the ones the rows give");
    }

    // The others take what is there, whether it can be spent or not: what expires, ends with the account, goes back, or moves on as it is.
    private static bool IsSpending(OperationKind kind) =>
        kind is not (OperationKind.Expire or OperationKind.CashOut or OperationKind.CancelAccount
        or OperationKind.Refund or OperationKind.Reverse or OperationKind.Merge
        or OperationKind.TakeBack);

    private static void CheckBalance(long stated, long folded, long floor, string name, RowPlace at, Action<string, string> report)
    {
        if (stated != folded) report("I6", $"{at}: states {name} of {stated}, the rows give {folded}");
        if (stated < floor) report("I2", $"{at}: {name} of {stated}");
    }
}
