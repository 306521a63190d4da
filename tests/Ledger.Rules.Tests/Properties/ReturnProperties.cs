using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
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

    [Fact]
    public void Nobody_gets_goods_for_nothing_by_taking_a_top_up_back_in_whatever_order() => Cases.Hold(Lives.Seed, 600, seed =>
    {
        var random = new Random(seed);
        var rules = Sensible(random, SpentBonus.Net);
        var counter = new Counter(rules);
        var topUp = counter.Post(OperationKind.TopUp, random.Next(1, 6000), note: "cash");
        List<Guid> debits = [];
        List<JournalRow> rows = [];
        for (var count = random.Next(1, 15); count > 0; count--)
        {
            var posted = random.Next(3) switch
            {
                0 => counter.Post(OperationKind.Debit, random.NextInt64(1, counter.Account.Principal + counter.Account.Bonus + 2)),
                1 when debits.Count > 0 => counter.Post(
                    OperationKind.Refund, random.Next(0, 900), original: debits[random.Next(debits.Count)], terms: new RefundTerms([])),
                _ => counter.Post(OperationKind.Refund, random.Next(1, 2000), original: topUp[0].Key, terms: new RefundTerms([])),
            };
            if (posted[0].Kind == OperationKind.Debit && posted[0].Outcome.IsPosted()) debits.Add(posted[0].Key);
            rows.AddRange(posted);
        }
        rows.AddRange(counter.Post(OperationKind.CashOut));
        var goods = -rows.Where(row => row.Counter == SystemAccount.Sales).Sum(row => row.Amount);
        var paid = -rows.Where(row => row.Counter is SystemAccount.Tender or SystemAccount.CashOut).Sum(row => row.Amount);
        // The bonus that what is left of the top-up brings, and no more, was had for nothing. What was kept back stays paid in.
        Assert.True(goods + paid <= topUp[0].Asked + rules.BonusFor(topUp[0].Asked - paid),
            $"{topUp[0].Asked} in, {paid} out, goods of {goods}");
    });

    [Fact]
    public void Whoever_spent_nothing_gets_everything_back() => Cases.Hold(Lives.Seed, 400, seed =>
    {
        var random = new Random(seed);
        var counter = new Counter(Lives.Generous(random));
        long paidIn = 0, paidOut = 0;
        for (var count = random.Next(1, 8); count > 0; count--)
        {
            var amount = random.Next(1, 6000);
            paidIn += amount;
            var topUp = counter.Post(OperationKind.TopUp, amount, note: "cash");
            if (random.Next(2) == 0)
                paidOut -= counter
                    .Post(OperationKind.Refund, random.Next(0, amount + 1), original: topUp[0].Key, terms: new RefundTerms([]))
                    .Where(row => row.Counter == SystemAccount.Tender).Sum(row => row.Amount);
        }
        paidOut -= counter.Post(OperationKind.CashOut).Where(row => row.Counter == SystemAccount.CashOut).Sum(row => row.Amount);
        Assert.Equal(paidIn, paidOut);
    });

    [Fact]
    public void Parts_of_a_top_up_keep_back_of_spent_bonus_what_one_whole_refund_does() => Cases.Hold(Lives.Seed, 400, seed =>
    {
        (long Out, string Left) Played(bool isWhole)
        {
            var random = new Random(seed);
            var counter = new Counter(Sensible(random, seed % 2 == 0 ? SpentBonus.Net : SpentBonus.Keep));
            counter.Post(OperationKind.TopUp, random.Next(1, 4000), note: "cash");
            var left = random.NextInt64(1, 6000);
            var topUp = counter.Post(OperationKind.TopUp, left, note: "cash");
            counter.Post(OperationKind.Debit, random.NextInt64(1, Math.Max(2, counter.Account.Principal + counter.Account.Bonus - left)));
            if (counter.Account.Principal < left) return default;
            long paid = 0;
            for (; left > 0 && (isWhole ? left : random.NextInt64(1, left + 1)) is var part; left -= part)
                paid -= counter.Post(OperationKind.Refund, part, original: topUp[0].Key, terms: new RefundTerms([]))
                    .Where(row => row.Counter == SystemAccount.Tender).Sum(row => row.Amount);
            return (paid, counter.Holdings);
        }
        Assert.Equal(Played(isWhole: true), Played(isWhole: false));
    });

    // A larger top-up brings more, and none as much as it is itself: what is left of one can always make up for its bonus.
    private static ProgramRules Sensible(Random random, SpentBonus policy)
    {
        var rules = Lives.Generous(random);
        return rules with
        {
            BonusSteps = [.. rules.BonusSteps.Where(step => step.BonusMinor < step.FromMinor
                && rules.BonusSteps.TakeWhile(before => before != step).All(before => before.BonusMinor < step.BonusMinor))],
            Returns = rules.Returns with { SpentBonus = policy },
        };
    }

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
