using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>
/// An operation that is to be undone, and what has been undone of it before: read from its rows and those that refer to it.
/// </summary>
internal sealed class Past
{
    private readonly long[] _undone;
    private readonly long[] _returnedOfLine;
    private readonly bool[] _isReturned;
    private readonly AccountState _state;
    private readonly (int Rank, long Seq) _lastReversal;

    /// <param name="related">As <see cref="Circumstances.Related"/>.</param>
    /// <param name="state">The account that undoes it: the operation's own, or the one that stays after merges.</param>
    public Past(ReadOnlySpan<JournalRow> related, Guid key, AccountState state)
    {
        _state = state;
        Rows = [.. RowsOf(related, key)];
        _undone = new long[Rows.Length];
        _returnedOfLine = new long[Basket?.Lines.Length ?? 0];
        _isReturned = new bool[_returnedOfLine.Length];
        var reversed = ReversedRefunds(related, key, out _lastReversal);
        foreach (ref readonly var row in related)
            if (row.Original == key && row.Leg == 0 && row.Key != key && row.Outcome.IsPosted())
            {
                if (row.Kind == OperationKind.Refund) Parts++;
                if (reversed?.Contains(row.Key) != true) Add(row);
            }
    }

    /// <summary>The rows of the original in the order of their legs; empty when it never arrived.</summary>
    public JournalRow[] Rows { get; }

    public ref readonly JournalRow First => ref Rows[0];

    public bool HasArrived => Rows.Length > 0;

    public BasketFacts? Basket => Rows.Length > 0 ? Rows[0].Detail?.Basket : null;

    /// <summary>Nothing of it is left: refunded in whole, or reversed.</summary>
    public bool IsUndone { get; private set; }

    public bool IsReversed { get; private set; }

    /// <summary>
    /// A return of all that was left has counted the purchase as undone, even where a part before it was reversed since.
    /// </summary>
    public bool WasUndone { get; private set; }

    // Sums of the refunds before, as in RefundFacts.
    public long Amount { get; private set; }
    public long StoredValueMinor { get; private set; }
    public long PointsRestored { get; private set; }
    public long PointsWorthMinor { get; private set; }
    public long RestMinor { get; private set; }
    public long PointsTakenBack { get; private set; }
    public long PointsShort { get; private set; }
    public long NettedMinor { get; private set; }

    public long BonusShortMinor { get; private set; }
    public long BonusNettedMinor { get; private set; }

    /// <summary>Refunds before, also those that were reversed: see <see cref="Deciding.Parts"/>.</summary>
    public int Parts { get; private set; }

    /// <summary>A return has brought cards into use again that had closed with the last of the value.</summary>
    public bool HasReopened { get; private set; }

    /// <summary>How much of a transfer of the original has been undone, not below 0.</summary>
    public long Undone(int leg) => _undone[leg];

    /// <summary>What is left of a transfer of the original, not below 0.</summary>
    public long LeftOf(int leg) => Math.Abs(Rows[leg].Amount) - _undone[leg];

    /// <summary>What has been returned of a line of the basket, in minor units.</summary>
    public long ReturnedOf(int line) => _returnedOfLine[line];

    /// <summary>True when a refund has named the line, or taken of it: what cost nothing can be told by this alone.</summary>
    public bool IsReturned(int line) => _isReturned[line];

    /// <summary>The points that the original gave.</summary>
    public long PointsGiven
    {
        get
        {
            long given = 0;
            foreach (var row in Rows)
                if (row.Asset == Asset.Points && row.Amount > 0) given += row.Amount;
            return given;
        }
    }

    /// <summary>What is left of the stored value that the original gave, in minor units.</summary>
    public long ValueGivenLeft
    {
        get
        {
            long left = 0;
            for (var leg = 0; leg < Rows.Length; leg++)
                if (Rows[leg].Asset != Asset.Points && Rows[leg].Amount > 0) left += LeftOf(leg);
            return left;
        }
    }

    private void Add(in JournalRow row)
    {
        IsReversed |= row.Kind == OperationKind.Reverse;
        WasUndone |= row.Kind == OperationKind.Reverse || row.Detail?.Refund?.IsWhole == true;
        // A part that was reversed since is there to be undone again.
        IsUndone |= OrderOf(row).CompareTo(_lastReversal) > 0 && (row.Kind == OperationKind.Reverse || row.Detail?.Refund?.IsWhole == true);
        HasReopened |= row.Detail?.Cards is not null;
        if (row.Detail?.Refund is not { } refund) return;
        foreach (var leg in refund.Legs) _undone[leg.Leg] += leg.Amount;
        foreach (var line in refund.Lines)
        {
            _returnedOfLine[line.Line] += line.AmountMinor;
            _isReturned[line.Line] = true;
        }
        Amount += refund.Amount;
        StoredValueMinor += refund.StoredValueMinor;
        PointsRestored += refund.PointsRestored;
        PointsWorthMinor += refund.PointsWorthMinor;
        RestMinor += refund.RestMinor;
        PointsTakenBack += refund.PointsTakenBack;
        PointsShort += refund.PointsShort;
        NettedMinor += refund.NettedMinor;
        BonusShortMinor += refund.BonusShortMinor;
        BonusNettedMinor += refund.BonusNettedMinor;
    }

    // A refund that was reversed has undone nothing.
    private HashSet<Guid>? ReversedRefunds(ReadOnlySpan<JournalRow> related, Guid key, out (int Rank, long Seq) last)
    {
        HashSet<Guid>? reversed = null;
        last = (int.MinValue, 0);
        foreach (ref readonly var row in related)
            if (row is { Kind: OperationKind.Reverse, Outcome: Outcome.Posted, Original: { } undone } && undone != key
                && IsRefund(related, undone, key))
            {
                (reversed ??= []).Add(undone);
                if (OrderOf(row).CompareTo(last) > 0) last = OrderOf(row);
            }
        return reversed;
    }

    // Numbers tell the order within an account alone; what a merged one did was before all that the one that stays has done of it.
    private (int Rank, long Seq) OrderOf(in JournalRow row) => (_state.RankOf(row.Account), row.Seq);

    private static bool IsRefund(ReadOnlySpan<JournalRow> related, Guid refund, Guid key)
    {
        foreach (ref readonly var row in related)
            if (row.Key == refund) return row.Kind == OperationKind.Refund && row.Original == key && row.Outcome.IsPosted();
        return false;
    }

    private static List<JournalRow> RowsOf(ReadOnlySpan<JournalRow> related, Guid key)
    {
        var rows = new List<JournalRow>();
        foreach (ref readonly var row in related)
            if (row.Key == key) rows.Add(row);
        return rows;
    }
}
