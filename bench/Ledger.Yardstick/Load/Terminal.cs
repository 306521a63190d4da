using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Ledger.Tooling.Draws;
using Ledger.V1;

namespace Ledger.Yardstick.Load;

/// <summary>What a terminal asks for: an operation, or without one the balances of a card.</summary>
internal readonly record struct Errand(Operation? Operation, string Card);

/// <summary>
/// A terminal in a store, whose members show their cards. It remembers its last sale, to refund it, and its open hold, which it captures or
/// releases with its next call. Not for concurrent use.
/// </summary>
/// <param name="seed">Of the whole run.</param>
/// <param name="number">From 0; tells the terminals of a run apart: their keys must never meet.</param>
/// <param name="members">Who comes.</param>
/// <param name="time">The clock of keys and business times.</param>
internal sealed class Terminal(int seed, int number, Population members, TimeProvider time)
{
    private const int Stores = 16;
    private const int LinesOfCheckout = 10;
    private const int PointsOfCheckout = 100;

    private readonly SplitMix _random = new(((ulong)seed << 32) ^ (ulong)number);
    private Operation? _sale;
    private Operation? _hold;
    private long _count;

    public int Number => number;

    /// <summary>The next call of a real day: <see cref="DayMix"/>.</summary>
    public Errand OfDay()
    {
        if (_hold is not null) return Settle();
        return DayMix.Draw(_random) switch
        {
            Visit.Debit => Of(operation => operation.Debit = new Debit { AmountMinor = 100 + _random.NextInt64(20_000) }),
            Visit.Accrual => Of(operation => operation.Accrue = new Accrue { PurchaseMinor = 1000 + _random.NextInt64(50_000) }),
            Visit.TopUp => Of(operation => operation.TopUp = new TopUp { AmountMinor = 1000 + _random.NextInt64(50_000), Tender = "cash" }),
            Visit.Hold => Of(
                operation => operation.PlaceHold = new PlaceHold { AmountMinor = 100 + _random.NextInt64(20_000), Minutes = 60 }),
            Visit.Balance => Question(),
            Visit.Refund when _sale is not null => Refund(_sale),
            _ => Checkout(),
        };
    }

    /// <summary>A basket that is paid with points, stored value and other means.</summary>
    public Errand Checkout() => Of(operation =>
    {
        // The lines come to more than points (500 minor units) and stored value together.
        var checkout = new Checkout { Points = PointsOfCheckout, StoredValueMinor = 1000 + _random.NextInt64(3000) };
        for (var line = 0; line < LinesOfCheckout; line++)
            checkout.Lines.Add(new CheckoutLine { AmountMinor = 500 + _random.NextInt64(5500) });
        operation.Checkout = checkout;
    });

    /// <summary>A member asks what is on the card.</summary>
    public Errand Question() => new(null, CardToken.OfAccount(members.Draw(_random)));

    /// <summary>Remembers what was posted, as far as a later call is about it.</summary>
    public void Note(Operation operation, Receipt receipt)
    {
        if (receipt.Outcome != Outcome.Posted) return;
        if (operation.KindCase is Operation.KindOneofCase.Checkout or Operation.KindOneofCase.Debit) _sale = operation;
        else if (operation.KindCase == Operation.KindOneofCase.PlaceHold) _hold = operation;
    }

    // Every other one: all of it, or a part.
    private Errand Refund(Operation sale)
    {
        _sale = null;
        return Of(operation => operation.Refund = new Refund { OriginalKey = sale.Key, Amount = _random.NextInt64(2) * 50 }, sale.Card);
    }

    private Errand Settle()
    {
        var hold = _hold!;
        _hold = null;
        return Of(operation =>
        {
            if (_random.NextInt64(2) == 0) operation.ReleaseHold = new ReleaseHold { HoldKey = hold.Key };
            else operation.CaptureHold = new CaptureHold { HoldKey = hold.Key, AmountMinor = hold.PlaceHold.AmountMinor };
        }, hold.Card);
    }

    private Errand Of(Action<Operation> what, string? card = null)
    {
        var now = time.GetUtcNow();
        var operation = new Operation
        {
            Key = KeyBytes.Make(now.ToUnixTimeMilliseconds(), _random),
            Card = card ?? CardToken.OfAccount(members.Draw(_random)),
            Store = 1 + number % Stores,
            Terminal = 1 + number,
            TerminalSeq = ++_count,
            BusinessTime = Timestamp.FromDateTimeOffset(now),
        };
        what(operation);
        return new Errand(operation, operation.Card);
    }
}
