using Google.Protobuf;
using Ledger.V1;
using Ledger.Yardstick.Load;
using Kind = Ledger.V1.Operation.KindOneofCase;

namespace Ledger.Load.Tests.Yardstick;

/// <summary>The real day that the yardstick plays.</summary>
public sealed class DayTests
{
    private const int Terminals = 50;
    private const int CallsEach = 4000;

    [Theory]
    [InlineData(60, Kind.Checkout)]
    [InlineData(15, Kind.Debit)]
    [InlineData(10, Kind.Accrue)]
    [InlineData(5, Kind.TopUp)]
    [InlineData(3, Kind.Refund)]
    [InlineData(2, Kind.PlaceHold, Kind.CaptureHold, Kind.ReleaseHold)]
    [InlineData(5, Kind.None)]
    public void Of_a_hundred_calls_so_many_are_of_a_kind(int percent, params Kind[] kinds)
    {
        var calls = Enumerable.Range(0, Terminals).SelectMany(Played).Select(errand => errand.Operation?.KindCase ?? Kind.None).ToArray();

        // Six standard deviations of a share among 200,000 are at most 0.7 of a hundredth.
        Assert.InRange(100.0 * calls.Count(kinds.Contains) / calls.Length, percent - 0.7, percent + 0.7);
        Assert.All(kinds, kind => Assert.Contains(kind, calls));
    }

    [Fact]
    public void A_hold_is_captured_whole_or_released_by_the_next_call_of_its_terminal()
    {
        var placed = 0;
        foreach (var day in Enumerable.Range(0, Terminals).Select(Played))
            for (var call = 0; call < day.Count - 1; call++)
            {
                if (day[call].Operation is not { KindCase: Kind.PlaceHold } hold) continue;
                var next = day[call + 1].Operation!;
                placed++;
                Assert.Equal(hold.Card, next.Card);
                Assert.Equal(hold.Key, next.KindCase == Kind.CaptureHold ? next.CaptureHold.HoldKey : next.ReleaseHold.HoldKey);
                if (next.KindCase == Kind.CaptureHold) Assert.Equal(hold.PlaceHold.AmountMinor, next.CaptureHold.AmountMinor);
            }
        Assert.True(placed > 100);
    }

    [Fact]
    public void A_refund_is_of_the_last_sale_of_its_terminal_on_the_same_card_and_of_none_twice()
    {
        var refunded = new HashSet<ByteString>();
        foreach (var day in Enumerable.Range(0, Terminals).Select(Played))
        {
            Operation? sale = null;
            foreach (var operation in day.Select(errand => errand.Operation).OfType<Operation>())
            {
                if (operation.KindCase is Kind.Checkout or Kind.Debit) sale = operation;
                if (operation.KindCase != Kind.Refund) continue;
                Assert.True(refunded.Add(operation.Refund.OriginalKey));
                Assert.Equal((sale!.Key, sale.Card), (operation.Refund.OriginalKey, operation.Card));
                Assert.InRange(operation.Refund.Amount, 0, sale.KindCase == Kind.Debit ? sale.Debit.AmountMinor : 5000);
            }
        }
        Assert.True(refunded.Count > 100);
    }

    [Fact]
    public void What_was_refused_is_neither_refunded_nor_captured()
    {
        var terminal = Terminal(1);
        for (var call = 0; call < CallsEach; call++)
        {
            var errand = terminal.OfDay();
            Assert.False(errand.Operation?.KindCase is Kind.Refund or Kind.CaptureHold or Kind.ReleaseHold);
            if (errand.Operation is { } operation) terminal.Note(operation, new Receipt { Outcome = Outcome.InsufficientFunds });
        }
    }

    [Fact]
    public void A_checkout_has_ten_lines_that_cost_more_than_points_and_stored_value_pay()
    {
        var terminal = Terminal(2);
        for (var call = 0; call < CallsEach; call++)
        {
            var checkout = terminal.Checkout().Operation!.Checkout;
            Assert.Equal(10, checkout.Lines.Count);
            Assert.Equal(100, checkout.Points);
            Assert.InRange(checkout.StoredValueMinor, 1000, checkout.Lines.Sum(line => line.AmountMinor) - 500);
        }
    }

    [Fact]
    public void No_two_terminals_make_the_same_key()
    {
        var keys = Enumerable.Range(0, Terminals).SelectMany(Played).Select(errand => errand.Operation?.Key).OfType<ByteString>().ToArray();
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    private static Terminal Terminal(int number) => new(1, number, new Population(1000), TimeProvider.System);

    private static List<Errand> Played(int number)
    {
        var (terminal, day) = (Terminal(number), new List<Errand>());
        for (var call = 0; call < CallsEach; call++)
        {
            var errand = terminal.OfDay();
            if (errand.Operation is { } operation) terminal.Note(operation, new Receipt { Outcome = Outcome.Posted });
            day.Add(errand);
        }
        return day;
    }
}
