using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Properties;

/// <summary>Returns undo what was bought: all of it in the end, and never more on the way.</summary>
public sealed class ReturnProperties
{
    [Fact]
    public void A_refund_of_everything_restores_everything() => Cases.Hold(Lives.Seed, 400, seed =>
    {
        var (counter, before, bought, _) = Bought(seed);
        if (bought[0].Outcome.IsPosted()) counter.Post(OperationKind.Refund, original: bought[0].Key, terms: new RefundTerms([]));
        Assert.Equal(before, counter.Holdings);
    });

    [Fact]
    public void A_reversal_restores_everything_and_a_second_one_nothing_more() => Cases.Hold(Lives.Seed, 400, seed =>
    {
        var (counter, before, bought, _) = Bought(seed);
        counter.Post(OperationKind.Reverse, original: bought[0].Key);
        Assert.Equal(before, counter.Holdings);
        counter.Post(OperationKind.Reverse, original: bought[0].Key);
        Assert.Equal(before, counter.Holdings);
    });

    [Fact]
    public void Partial_refunds_in_any_order_come_to_the_whole_and_to_no_more_on_the_way() => Cases.Hold(Lives.Seed, 400, seed =>
    {
        var (counter, before, bought, random) = Bought(seed);
        // Goods that cost nothing after their discount have no parts.
        if (!bought[0].Outcome.IsPosted() || bought[0].Detail!.Basket is not { DueMinor: > 0 } basket) return;
        var left = basket.Due.ToArray();
        RefundFacts sum = new();
        while (left.Sum() > 0)
        {
            var lines = Part(random, left);
            var refund = counter.Post(OperationKind.Refund, original: bought[0].Key, terms: new RefundTerms(lines));
            Assert.Equal(Outcome.Posted, refund[0].Outcome);
            var back = refund[0].Detail!.Refund!;
            Assert.Equal(lines.Sum(line => line.AmountMinor), back.Amount);
            Assert.Equal(back.Amount, back.StoredValueMinor + back.PointsWorthMinor + back.RestMinor);
            sum = sum with
            {
                StoredValueMinor = sum.StoredValueMinor + back.StoredValueMinor, PointsRestored = sum.PointsRestored + back.PointsRestored,
                PointsWorthMinor = sum.PointsWorthMinor + back.PointsWorthMinor, RestMinor = sum.RestMinor + back.RestMinor,
                PointsTakenBack = sum.PointsTakenBack + back.PointsTakenBack,
            };
            Assert.True(sum.StoredValueMinor <= basket.StoredValueMinor && sum.PointsRestored <= basket.Points
                && sum.RestMinor <= basket.RestMinor && sum.PointsTakenBack <= basket.EarnedPoints);
            foreach (var line in lines) left[line.Line] -= line.AmountMinor;
        }
        Assert.Equal((basket.StoredValueMinor, basket.Points, basket.PointsWorthMinor, basket.RestMinor, basket.EarnedPoints),
            (sum.StoredValueMinor, sum.PointsRestored, sum.PointsWorthMinor, sum.RestMinor, sum.PointsTakenBack));
        Assert.Equal(before, counter.Holdings);
        Assert.Equal(Outcome.ExceedsOriginal, counter.Post(OperationKind.Refund, original: bought[0].Key,
            terms: new RefundTerms([]))[0].Outcome);
    });

    [Fact]
    public void Partial_refunds_of_a_debit_come_to_the_whole() => Cases.Hold(Lives.Seed, 400, seed =>
    {
        var (random, counter) = Stocked(seed);
        var before = counter.Holdings;
        var left = random.NextInt64(1, counter.Account.Principal + 1);
        var debit = counter.Post(OperationKind.Debit, left);
        for (; left > 0 && random.NextInt64(1, left + 1) is var part; left -= part)
            Assert.Equal(part, counter.Post(OperationKind.Refund, part, original: debit[0].Key, terms: new RefundTerms([]))
                .Sum(row => row.Amount));
        Assert.Equal(before, counter.Holdings);
    });

    private static (Counter Counter, string Before, JournalRow[] Bought, Random Random) Bought(int seed)
    {
        var (random, counter) = Stocked(seed);
        var before = counter.Holdings;
        CheckoutLine[] lines = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => new CheckoutLine(
            random.Next(1, 3000), random.Next(3) switch { 0 => "food", 1 => "wine", _ => "" }, random.Next(5) == 0, random.Next(5) == 0))];
        var stored = random.Next(3) switch { 0 => 0, 1 => random.NextInt64(0, lines[0].AmountMinor / 2 + 1), _ => long.MaxValue };
        return (counter, before, counter.Checkout(lines, random.Next(2) * random.Next(0, 4) * counter.Block, stored), random);
    }

    private static (Random Random, Counter Counter) Stocked(int seed)
    {
        var random = new Random(seed);
        var counter = new Counter(Lives.Generous(random));
        counter.Post(OperationKind.TopUp, random.Next(1, 4000), note: "cash");
        counter.Post(OperationKind.Accrue, random.Next(500, 2000), asset: Asset.Points, note: "bought at the station");
        counter.Post(OperationKind.Adjust, random.Next(1, 500), asset: Asset.Bonus, note: "counted");
        return (random, counter);
    }

    private static RefundLine[] Part(Random random, long[] left)
    {
        var lines = Enumerable.Range(0, left.Length).Where(line => left[line] > 0).ToList();
        var some = lines.FindAll(_ => random.Next(2) == 0);
        if (some.Count == 0) some = [lines[random.Next(lines.Count)]];
        return [.. some.Select(line => new RefundLine(line, random.Next(3) == 0 ? left[line] : random.NextInt64(1, left[line] + 1)))];
    }
}
