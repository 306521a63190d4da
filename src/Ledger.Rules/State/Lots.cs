using Ledger.Rules.Basics;
using Ledger.Rules.Rows;

namespace Ledger.Rules.State;

/// <summary>
/// The lots of one balance, earliest expiry first, at most one for the same two days, none empty. A handful in practice: an array searched
/// in order.
/// </summary>
public sealed class Lots
{
    private Lot[] _lots = [];
    private int _count;

    public ReadOnlySpan<Lot> Span => _lots.AsSpan(0, _count);

    /// <summary>The sum of all lots, whether usable or not.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            foreach (var lot in Span) total += lot.Amount;
            return total;
        }
    }

    /// <summary>The sum of the lots that can be spent on <paramref name="date"/>.</summary>
    public long UsableOn(DateOnly date)
    {
        long usable = 0;
        foreach (var lot in Span)
            if (lot.IsUsableOn(date)) usable += lot.Amount;
        return usable;
    }

    /// <summary>What is left in the lot of these two days.</summary>
    public long AmountOf(DateOnly expiresOn, DateOnly usableFrom = default)
    {
        var index = IndexOf(expiresOn, usableFrom);
        return IsAt(index, expiresOn, usableFrom) ? _lots[index].Amount : 0;
    }

    /// <summary>Adds <paramref name="amount"/> (negative: takes it) to the lot of these two days. A lot may not go below zero.</summary>
    public void Add(DateOnly expiresOn, long amount, DateOnly usableFrom = default)
    {
        var index = IndexOf(expiresOn, usableFrom);
        var found = IsAt(index, expiresOn, usableFrom);
        var left = (found ? _lots[index].Amount : 0) + amount;
        Invariant.Require(left >= 0);

        if (found && left > 0) _lots[index] = new Lot(expiresOn, left, usableFrom);
        else if (found) RemoveAt(index);
        else if (left > 0) InsertAt(index, new Lot(expiresOn, left, usableFrom));
    }

    /// <summary>Takes over the lots of <paramref name="other"/>, in the room that is there already.</summary>
    public void CopyFrom(Lots other)
    {
        if (_lots.Length < other._count) _lots = new Lot[other._count];
        other.Span.CopyTo(_lots);
        _count = other._count;
    }

    private int IndexOf(DateOnly expiresOn, DateOnly usableFrom)
    {
        var index = 0;
        while (index < _count && IsBefore(_lots[index], expiresOn, usableFrom)) index++;
        return index;
    }

    private static bool IsBefore(in Lot lot, DateOnly expiresOn, DateOnly usableFrom) =>
        lot.ExpiresOn < expiresOn || (lot.ExpiresOn == expiresOn && lot.UsableFrom < usableFrom);

    private bool IsAt(int index, DateOnly expiresOn, DateOnly usableFrom) =>
        index < _count && _lots[index].ExpiresOn == expiresOn && _lots[index].UsableFrom == usableFrom;

    private void RemoveAt(int index)
    {
        Array.Copy(_lots, index + 1, _lots, index, _count - index - 1);
        _count--;
    }

    private void InsertAt(int index, Lot lot)
    {
        if (_count == _lots.Length) Array.Resize(ref _lots, _count + 2);
        Array.Copy(_lots, index, _lots, index + 1, _count - index);
        _lots[index] = lot;
        _count++;
    }
}
