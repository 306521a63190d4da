namespace Ledger.Server.Tests.Reads;

/// <summary>A quote is the answer that posting would get, of every kind, and posts nothing.</summary>
[Collection(OneServer.Name)]
public sealed class QuoteTests(LedgerCluster cluster) : ClubTest(cluster)
{
    [Fact]
    public async Task A_quote_of_each_kind_is_what_posting_it_gets()
    {
        var (account, leaving, other) = (await RichAsync(0), await RichAsync(1), await OpenInAsync(2));
        var (who, left) = (Target.Account(account), Target.Account(leaving));
        var hold = Operations.PlaceHold(who, 500);
        var basket = Basket(account, 10_000, new CheckoutPayment { Points = 100, StoredValueMinor = 1_000 });
        Operation[] life =
        [
            Operations.OpenAccount(new AccountOpening
            {
                Card = "member-0001", Tier = "gold", Birthdays = [new Birthday { Whose = "own", Month = 3, Day = 10 }],
            }),
            Operations.OpenAccount(account: account),
            Operations.IssueCard(who, "member-0002"), Operations.IssueCard(who, "special-0003", "special", "asked"),
            Operations.IssueCard(left, "member-0002"),
            Operations.ApproveCard(who, "seen"), Operations.ReportLoss(who, "0002"), Operations.FindCard(who),
            Operations.ReportLoss(who, "0002"),
            Operations.ReplaceCard(who, "member-0004", new CardReplacement { LastFour = "0002", FeeFromStoredValue = true }),
            Operations.TopUp(who, 20_000), Operations.AccruePurchase(who, 12_345), Operations.AccruePoints(who, 70, "gift"),
            Operations.AccrueAction(who, "sign_in"),
            Operations.Debit(who, 700), Operations.Debit(who, 900_000, allowPartial: false), Operations.Redeem(who, 100),
            Operations.Redeem(who, 150),
            Operations.RedeemReward(who, "rebate"), Operations.Adjust(who, Asset.Points, -5, "counted"), basket,
            Operations.Refund(who, Keys.Of(basket), 4_000), Operations.Reverse(who, Keys.Of(basket)),
            Operations.Reverse(who, Keys.Of(Operations.Debit(who, 1))),
            hold, Operations.CaptureHold(who, Keys.Of(hold), 200), Operations.ReleaseHold(who, Keys.Of(hold)),
            Operations.ReleaseHold(who, Keys.Of(hold)),
            Operations.SetPin(who, "1234"), Operations.UnlockPin(who), Operations.Debit(who, 1, pin: "1234"), Operations.Debit(who, 1),
            Operations.Freeze(who, "asked"), Operations.Debit(who, 1, pin: "1234"), Operations.Unfreeze(who), Operations.Warn(who),
            Operations.Describe(who, [new Identifier { Kind = IdentifierKind.Mobile, Value = "13800138000" }]),
            Operations.Describe(left, [new Identifier { Kind = IdentifierKind.Mobile, Value = "13800138000" }]),
            Operations.SetTier(who, "gold", "asked"), Operations.SetTier(who, "platinum", "asked"),
            Operations.Transfer(who, other, Asset.Points, 100, pin: "1234"), Operations.Merge(left, other), Operations.TopUp(left, 1),
            Operations.CashOut(who, pin: "1234"), Operations.CancelAccount(who, "asked"),
        ];
        Assert.Equal(28, life.Select(operation => operation.KindCase).Distinct().Count());

        for (var at = 0; at < life.Length; at++)
        {
            var operation = life[at];
            var quote = (await Reading.GetQuoteAsync(operation)).Receipt;
            Assert.Equal(0, await CountInJournalAsync(operation));
            var receipt = await PostAsync(operation);
            // A hold lasts from the moment of deciding on, in microseconds as the journal has it.
            if (operation.KindCase == Operation.KindOneofCase.PlaceHold)
            {
                Assert.True(
                    quote.HoldExpiresAt <= receipt.HoldExpiresAt && quote.HoldExpiresAt.Nanos % 1_000 == 0, $"{quote.HoldExpiresAt}");
                quote.HoldExpiresAt = receipt.HoldExpiresAt;
            }
            Assert.Equal((at, operation.KindCase, WithoutPlace(receipt)), (at, operation.KindCase, quote));
            // Known by now, it is the answer again.
            var again = WithoutPlace(receipt);
            again.Replayed = true;
            Assert.Equal((at, again), (at, (await Reading.GetQuoteAsync(operation)).Receipt));
        }
        Assert.Equal(life.Length, await CountInJournalAsync(life));
    }

    [Fact]
    public async Task A_quote_under_a_key_that_stands_for_something_else_says_so()
    {
        var account = await RichAsync();
        var operation = Operations.Debit(Target.Account(account), 700);
        await PostedAsync(operation);
        operation.Debit.AmountMinor++;

        var quote = (await Reading.GetQuoteAsync(operation)).Receipt;

        Assert.Equal((Outcome.KeyReused, "debit.amount_minor"), (quote.Outcome, quote.DifferingField));
    }

    private static Receipt WithoutPlace(Receipt receipt)
    {
        var without = receipt.Clone();
        (without.Sequence, without.PostedAt) = (0, null);
        return without;
    }
}
