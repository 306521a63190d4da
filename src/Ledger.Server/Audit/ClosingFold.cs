using Ledger.Server.Journal.Closings;

namespace Ledger.Server.Audit;

/// <summary>
/// Holds the closings of a partition, and the one that is being made, against the rows: each has the hash of all rows up to it, sums of
/// those since the one before, and each account that has one among them, as its last one leaves it.
/// </summary>
internal sealed class ClosingFold : IDisposable
{
    private readonly PartitionClosings _closings;
    private readonly Action<string, string> _report;
    private readonly RowChain _chain;
    private readonly LedgerSums _totals = new();
    private readonly HeldSums _held = new();
    private int _next;
    private long _begin;
    private long _accounts;
    private long _compared;

    /// <param name="closings">The closings.</param>
    /// <param name="after">The one behind which rows are taken; null: all are.</param>
    /// <param name="report">What is told of what does not hold.</param>
    public ClosingFold(PartitionClosings closings, Closing? after, Action<string, string> report)
    {
        (_closings, _report, _begin) = (closings, report, after?.Seq ?? 0);
        _chain = new RowChain(after?.RowsHash ?? RowChain.Nothing);
        while (_next < closings.Cuts.Count && after is not null && closings.Cuts[_next].Month <= after.Month) _next++;
    }

    /// <summary>What the rows of a closing change in what is left of receipts; null: those that are to come are in none.</summary>
    public HeldSums? Held => IsOpen ? _held : null;

    /// <summary>Rows that are to come are in a closing.</summary>
    public bool IsOpen => _next < _closings.Cuts.Count;

    /// <summary>Takes in the next row, which its account has not yet.</summary>
    /// <param name="row">The row.</param>
    /// <param name="bytes">Its canonical form.</param>
    /// <param name="account">Its account.</param>
    /// <param name="at">Where it is.</param>
    public void Take(in Rules.Rows.JournalRow row, ReadOnlySpan<byte> bytes, FoldedAccount account, RowPlace at)
    {
        if (account.LastSeq <= _begin) _accounts++;
        if (account.ClosedSeq > _begin) _report("closings", $"{at}: its closing ends at row {account.ClosedSeq}");
        if (row.PostedAt >= Closing.EndOf(_closings.Cuts[_next].Month))
            _report("closings", $"{at}: posted at {row.PostedAt:O}, closed with the month of {_closings.Cuts[_next].Month:O}");
        _chain.Add(row.Seq, bytes);
        _totals.Take(row);
    }

    /// <summary>Compares an account of a closing with the fold, which stands at its last row.</summary>
    public void Compare(ClosedAccount closed, FoldedAccount account, RowPlace at)
    {
        _compared++;
        if (closed.Month != _closings.Cuts[_next].Month)
            _report("closings", $"{at} is in the closing of {closed.Month:O}, its row in that of {_closings.Cuts[_next].Month:O}");
        account.Compare(closed, at, _report);
    }

    /// <summary>The row is taken in by its account too: a closing that ends with it is compared.</summary>
    public void End(long seq)
    {
        for (; IsOpen && _closings.Cuts[_next].Seq == seq; _next++) EndOne(_closings.Cuts[_next]);
    }

    /// <summary>There are no more rows.</summary>
    public void End()
    {
        for (; IsOpen; _next++)
            _report("closings", $"{_closings.NameOf(_closings.Cuts[_next])} ends at row {_closings.Cuts[_next].Seq}, which is not there");
    }

    public void Dispose() => _chain.Dispose();

    private void EndOne(Closing closing)
    {
        var name = _closings.NameOf(closing);
        if (!_chain.End().AsSpan().SequenceEqual(closing.RowsHash)) _report("closings", $"{name}: its rows have another hash");
        if (_accounts != _compared)
            _report("closings", $"{name}: of {_accounts} accounts that have rows, {_compared} are in it as they are");
        var totals = _closings.TotalsOf(closing.Month).Where(total => (total.Given, total.Taken) != (0, 0))
            .ToDictionary(total => (total.Program, total.Asset, total.Counter), total => (total.Given, total.Taken));
        var summed = _totals.Sums.ToDictionary(
            sum => (sum.Key.Program, Asset: (short)sum.Key.Asset, Counter: (short)sum.Key.Counter), sum => sum.Value);
        foreach (var of in totals.Keys.Union(summed.Keys))
            if (totals.GetValueOrDefault(of) != summed.GetValueOrDefault(of))
                _report("closings", $"{name}: ledger account {of.Counter} of program {of.Program}, asset {of.Asset}, has given and taken "
                    + $"{totals.GetValueOrDefault(of)}, its rows {summed.GetValueOrDefault(of)}");
        var held = _closings.HeldOf(closing.Month).Where(sum => sum.Amount != 0)
            .ToDictionary(sum => (sum.ReceivedOn, sum.Program, sum.Asset), sum => sum.Amount);
        var moved = _held.Sums.Where(sum => sum.Value != 0)
            .ToDictionary(sum => (sum.Key.ReceivedOn, sum.Key.Program, Asset: (short)sum.Key.Asset), sum => sum.Value);
        foreach (var of in held.Keys.Union(moved.Keys))
            if (held.GetValueOrDefault(of) != moved.GetValueOrDefault(of))
                _report("closings", $"{name}: of what was received on {of.ReceivedOn:O} of asset {of.Asset} in program {of.Program} it says "
                    + $"{held.GetValueOrDefault(of)} more, its rows {moved.GetValueOrDefault(of)}");
        _totals.Clear();
        _held.Clear();
        (_begin, _accounts, _compared) = (closing.Seq, 0, 0);
    }
}
