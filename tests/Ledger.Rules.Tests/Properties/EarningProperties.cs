using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Properties;

/// <summary>Who pays more never earns less.</summary>
public sealed class EarningProperties
{
    [Fact]
    public void A_larger_purchase_earns_no_less() => Cases.Hold(Lives.Seed, 500, seed =>
    {
        var random = new Random(seed);
        var counter = new Counter(Lives.Generous(random));
        long paid = random.Next(1, 5000), before = 0;
        for (var step = 0; step < 20; step++)
        {
            var points = counter.Quote(OperationKind.Accrue, paid, asset: Asset.Principal).Sum(row => row.Amount);
            Assert.True(points >= before, $"{paid} earns {points}, less than {before}");
            (paid, before) = (paid + random.Next(1, 2000), points);
        }
    });

    [Fact]
    public void A_basket_whose_goods_cost_more_earns_no_less() => Cases.Hold(Lives.Seed, 500, seed =>
    {
        var random = new Random(seed);
        var counter = new Counter(Lives.Generous(random));
        CheckoutLine[] lines = [.. Enumerable.Range(0, random.Next(1, 5))
            .Select(_ => new CheckoutLine(random.Next(1, 3000), random.Next(3) switch { 0 => "food", 1 => "wine", _ => "" },
            random.Next(5) == 0, false))];
        long before = 0;
        for (var step = 0; step < 15; step++)
        {
            var points = counter.Quote(OperationKind.Checkout, lines.Sum(line => line.AmountMinor),
                new CheckoutTerms(lines, 0, 0, null, false)).Sum(row => row.Amount);
            Assert.True(points >= before, $"{string.Join(" ", lines)} earns {points}, less than {before}");
            before = points;
            var line = random.Next(lines.Length);
            lines = [.. lines];
            lines[line] = lines[line] with { AmountMinor = lines[line].AmountMinor + random.Next(1, 2000) };
        }
    });
}
