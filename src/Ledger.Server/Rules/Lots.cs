namespace Ledger.Server.Rules;

/// <summary>A part of a balance that expires as one: its last usable day and what is left in it.</summary>
public readonly record struct Lot(DateOnly ExpiresOn, long Amount);

/// <summary>
/// The lots of one balance, earliest expiry first, at most one per date, none empty. A handful in practice: an array searched in order.
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

    /// <summary>The sum of the lots that can still be spent on <paramref name="date"/>.</summary>
    public long UsableOn(DateOnly date)
    {
        long usable = 0;
        foreach (var lot in Span)
            if (lot.ExpiresOn >= date) usable += lot.Amount;
        return usable;
    }

    /// <summary>Adds <paramref name="amount"/> (negative: takes it) to the lot of <paramref name="expiresOn"/>. A lot may not go below zero.</summary>
    public void Add(DateOnly expiresOn, long amount)
    {
        var index = 0;
        while (index < _count && _lots[index].ExpiresOn < expiresOn) index++;

        var found = index < _count && _lots[index].ExpiresOn == expiresOn;
        var left = (found ? _lots[index].Amount : 0) + amount;
        Invariant.Require(left >= 0);

        if (found && left > 0) _lots[index] = new Lot(expiresOn, left);
        else if (found) RemoveAt(index);
        else if (left > 0) InsertAt(index, new Lot(expiresOn, left));
    }

    /// <summary>Takes over the lots of <paramref name="other"/>, in the room that is there already.</summary>
    public void CopyFrom(Lots other)
    {
        if (_lots.Length < other._count) _lots = new Lot[other._count];
        other.Span.CopyTo(_lots);
        _count = other._count;
    }

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
