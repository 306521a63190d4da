using Ledger.Server.Journal.Closings;

namespace Ledger.Server.Audit;

/// <summary>
/// The closings of a partition as their tables say them, and whether each fits its own hash and the one before it. The one that is being
/// made is among them, as that of the month behind the newest.
/// </summary>
internal sealed class PartitionClosings
{
    private readonly short _partition;
    private readonly IReadOnlyList<Closing> _closings;
    private readonly Closing? _unfinished;
    private readonly ILookup<DateOnly, ClosingTotal> _totals;
    private readonly ILookup<DateOnly, ClosingHeld> _held;
    private readonly SortedDictionary<DateOnly, StatesHash> _states = [];

    /// <param name="partition">Its number.</param>
    /// <param name="closings">Oldest first.</param>
    /// <param name="unfinished">How far the next one has got; null: that is not known.</param>
    /// <param name="totals">Their sums by ledger account.</param>
    /// <param name="held">Their sums by day of receipt.</param>
    public PartitionClosings(
        short partition, IReadOnlyList<Closing> closings, Closing? unfinished, IReadOnlyList<ClosingTotal> totals,
        IReadOnlyList<ClosingHeld> held)
    {
        (_partition, _closings) = (partition, closings);
        (_totals, _held) = (totals.ToLookup(total => total.Month), held.ToLookup(sum => sum.Month));
        _unfinished = unfinished is null || closings.Count == 0 ? unfinished : unfinished with { Month = closings[^1].Month.AddMonths(1) };
        Cuts = unfinished is not null && unfinished.Seq > (closings.Count > 0 ? closings[^1].Seq : 0)
            ? [.. closings, _unfinished!] : [.. closings];
    }

    /// <summary>The closings, and the one that is being made if it has got any further than the newest.</summary>
    public IReadOnlyList<Closing> Cuts { get; }

    /// <summary>The newest closing; null: there is none.</summary>
    public Closing? Newest => _closings.Count > 0 ? _closings[^1] : null;

    public IEnumerable<ClosingTotal> TotalsOf(DateOnly month) => _totals[month];

    /// <summary>Those of all closings up to a month.</summary>
    public IEnumerable<ClosingTotal> TotalsUpTo(DateOnly month) => _totals.Where(of => of.Key <= month).SelectMany(of => of);

    public IEnumerable<ClosingHeld> HeldOf(DateOnly month) => _held[month];

    public string NameOf(Closing closing) =>
        $"the closing of {closing.Month:O} of partition {_partition}{(closing.Hash.Length == 0 ? ", which is being made," : "")}";

    /// <summary>An account of one of them was read.</summary>
    public void Take(ClosedAccount account)
    {
        if (!_states.TryGetValue(account.Month, out var states)) _states.Add(account.Month, states = new StatesHash());
        states.Add(account);
    }

    /// <summary>All accounts were read: says what does not fit.</summary>
    public void CheckHashes(Action<string, string> report)
    {
        if (_unfinished is null) report("closings", $"how far partition {_partition} is closed is not known");
        else if (Cuts.Count == _closings.Count
            && (_unfinished.Seq != (Newest?.Seq ?? 0)
            || !_unfinished.RowsHash.AsSpan().SequenceEqual(Newest?.RowsHash ?? RowChain.Nothing)))
            report("closings", $"partition {_partition} is to be closed on from row {_unfinished.Seq}, its newest closing is elsewhere");
        for (var at = 0; at < _closings.Count; at++) Check(_closings[at], at == 0 ? null : _closings[at - 1], report);
        if (_unfinished is { } unfinished && !StatesOf(unfinished.Month).AsSpan().SequenceEqual(unfinished.StatesHash))
            report("closings", $"{NameOf(unfinished)} has other accounts than its hash was made of");
        var months = Cuts.Select(closing => closing.Month).ToHashSet();
        foreach (var month in _states.Keys.Union(_totals.Select(of => of.Key)).Union(_held.Select(of => of.Key)))
            if (!months.Contains(month))
                report("closings", $"partition {_partition} has parts of a closing of {month:O}, which is not there");
    }

    private void Check(Closing closing, Closing? before, Action<string, string> report)
    {
        if (!StatesOf(closing.Month).AsSpan().SequenceEqual(closing.StatesHash))
            report("closings", $"{NameOf(closing)} has other accounts than its hash was made of");
        var hash = closing.HashBehind(before?.Hash, [.. TotalsOf(closing.Month)], [.. HeldOf(closing.Month)]);
        if (!hash.AsSpan().SequenceEqual(closing.Hash))
            report("closings", $"{NameOf(closing)} does not fit its hash, or the closing before it");
        if (before is not null && (before.Month.AddMonths(1) != closing.Month || before.Seq > closing.Seq))
            report("closings", $"{NameOf(closing)} does not follow the one of {before.Month:O}");
    }

    private byte[] StatesOf(DateOnly month) => _states.TryGetValue(month, out var states) ? states.ToBytes() : RowChain.Nothing;
}
