using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

/// <summary>Checkouts, what comes back of them, and operations whose outcome nobody knows.</summary>
[Collection(OneServer.Name)]
public sealed class PurchaseTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_checkout_pays_with_points_and_stored_value_and_earns_on_what_is_paid()
    {
        var account = await RichAsync();
        var operation = Basket(account, new CheckoutPayment { Points = 200, StoredValueMinor = 3_000 }, 4_000, 6_000);

        var quote = (await Reading.GetQuoteAsync(operation)).Receipt;
        var receipt = await PostedAsync(operation);

        // 100.00, of which 10.00 in points and 30.00 in stored value; 90.00 is paid with money that earns.
        Assert.Equal((10_000L, 10_000L, 1_000L, 200L),
            (receipt.Basket.ListMinor, receipt.Basket.DueMinor, receipt.Basket.PointsWorthMinor, receipt.Basket.Points));
        Assert.Equal((3_000L, 6_000L, 9L), (receipt.Basket.StoredValueMinor, receipt.Basket.RestMinor, receipt.Basket.EarnedPoints));
        Assert.Equal(Holds(1_000 - 200 + 9, 10_000 - 3_000), receipt.Balances);
        (quote.Sequence, quote.PostedAt) = (receipt.Sequence, receipt.PostedAt);
        Assert.Equal(receipt, quote);
        Assert.Equal(Replayed(receipt), await PostAsync(operation));
        Assert.Equal("checkout.points", (await PostAsync(Changed(operation, again => again.Checkout.Points = 100))).DifferingField);
        Assert.Equal("checkout.lines",
            (await PostAsync(Changed(operation, again => again.Checkout.Lines[0].AmountMinor++))).DifferingField);
        Assert.Equal("checkout.lines",
            (await PostAsync(Changed(operation, again => again.Checkout.Lines[1].NoDiscount = true))).DifferingField);
    }

    [Fact]
    public async Task A_receipt_says_what_each_line_was_charged_and_a_return_what_came_back_of_each()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1, more: "discounts: [{ name: Members, pay: \"97.5%\" }]").AddStore(1, 1));
        var account = await OpenAsync();
        var bought = Basket(account, new CheckoutPayment(), 999, 4_000, 1);
        bought.Checkout.Lines[1].NoDiscount = true;

        var receipt = await PostedAsync(bought);

        Assert.Equal([974L, 4_000L, 0L], receipt.Basket.LineDueMinor);
        Assert.Equal(receipt.Basket.DueMinor, receipt.Basket.LineDueMinor.Sum());
        var target = Target.Account(account);
        var key = OperationKey.FromByteString(bought.Key);
        var part = await PostedAsync(Operations.RefundLines(target, key, [new RefundLine { Line = 0, AmountMinor = 400 }]));
        Assert.Equal([new RefundLine { Line = 0, AmountMinor = 400 }], part.Refund.Lines);
        var rest = await PostedAsync(Operations.Refund(target, key));
        Assert.Equal([new RefundLine { Line = 0, AmountMinor = 574 }, new RefundLine { Line = 1, AmountMinor = 4_000 }], rest.Refund.Lines);
        Assert.Equal(Replayed(receipt), await PostAsync(bought));
    }

    [Fact]
    public async Task A_basket_of_200_lines_gets_its_receipt()
    {
        var account = await RichAsync();
        var operation = Basket(account, new CheckoutPayment(), [.. Enumerable.Repeat(1_000L, 200)]);

        var receipt = await PostedAsync(operation);

        Assert.Equal((200_000L, 200L), (receipt.Basket.DueMinor, receipt.Basket.EarnedPoints));
        Assert.Equal(Replayed(receipt), await PostAsync(operation));
        await RestartAsync();
        Assert.Equal(Replayed(receipt), await PostAsync(operation));
    }

    public static TheoryData<string, CheckoutPayment, Outcome, long, long> Refusals => new()
    {
        { "no multiple", new CheckoutPayment { Points = 50 }, Outcome.NotAMultiple, 0, 100 },
        { "no points", new CheckoutPayment { Points = 1_100 }, Outcome.InsufficientPoints, 1_000, 0 },
        { "no funds", new CheckoutPayment { StoredValueMinor = 10_001 }, Outcome.InsufficientFunds, 10_000, 0 },
        { "overpaid", new CheckoutPayment { StoredValueMinor = 9_001 }, Outcome.Overpaid, 9_000, 0 },
        { "rest differs", new CheckoutPayment { StoredValueMinor = 1_000, RestMinor = 7_999 }, Outcome.RestDiffers, 8_000, 0 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_checkout_that_is_refused_says_its_figures(string why, CheckoutPayment payment, Outcome outcome, long available,
        long multipleOf)
    {
        var account = await RichAsync();
        var operation = Basket(account, payment, 9_000);

        var receipt = await PostAsync(operation);

        Assert.Equal((why, outcome), (why, receipt.Outcome));
        Assert.Equal(new Refusal { Available = available, MultipleOf = multipleOf }, receipt.Refusal);
        Assert.Equal(Holds(1_000, 10_000), receipt.Balances);
        Assert.Equal(Replayed(receipt), await PostAsync(operation));
    }

    [Fact]
    public async Task A_refund_by_lines_gives_back_and_takes_back()
    {
        var account = await RichAsync();
        var bought = Basket(account, new CheckoutPayment { StoredValueMinor = 5_000 }, 4_000, 6_000);
        await PostedAsync(bought);
        var refund = Operations.RefundLines(Target.Account(account), Keys.Of(bought), [new RefundLine { Line = 0 }]);

        var quote = (await Reading.GetQuoteAsync(refund)).Receipt;
        var receipt = await PostedAsync(refund);

        Assert.Equal((bought.Key, 4_000L, 2_000L, 2_000L, 4L), (receipt.Refund.OriginalKey, receipt.Refund.AmountMinor,
            receipt.Refund.StoredValueMinor, receipt.Refund.RestMinor, receipt.Refund.PointsTakenBack));
        (quote.Sequence, quote.PostedAt) = (receipt.Sequence, receipt.PostedAt);
        Assert.Equal(receipt, quote);
        Assert.Equal(Replayed(receipt), await PostAsync(refund));
        Assert.Equal("refund.lines", (await PostAsync(Changed(refund, again => again.Refund.Lines[0].Line = 1))).DifferingField);

        await PostedAsync(Operations.Refund(Target.Account(account), Keys.Of(bought)));
        Assert.Equal(Holds(1_000, 10_000), (await BalancesAsync(account)).Holdings);
        var more = await PostAsync(Operations.Refund(Target.Account(account), Keys.Of(bought), 1));
        Assert.Equal((Outcome.ExceedsOriginal, 1L, 0L), (more.Outcome, more.Refusal.Needed, more.Refusal.Available));
        var line = (await Reading.GetStatementAsync(new GetStatementRequest { Account = account })).Lines[1];
        Assert.Equal((Kind.Refund, bought.Key), (line.Kind, line.OriginalKey));
        Assert.Equal(bought.Key, line.Receipt.Refund.OriginalKey);
    }

    [Fact]
    public async Task A_reversal_of_what_never_arrived_blocks_its_key_for_ever()
    {
        var account = await RichAsync();
        var late = Operations.Debit(Target.Account(account), 700);

        var reversal = Operations.Reverse(Target.Account(account), Keys.Of(late));
        var receipt = await PostedAsync(reversal);

        Assert.True(receipt.Refund.KeyBlocked);
        Assert.Empty(receipt.Transfers);
        Assert.Equal(Replayed(receipt), await PostAsync(reversal));
        Assert.Equal(Outcome.KeyBlocked, (await PostAsync(late)).Outcome);
        Assert.Equal(Outcome.PostedBefore, (await PostAsync(Operations.Reverse(Target.Account(account), Keys.Of(late)))).Outcome);
        await RestartAsync();
        Assert.Equal(Outcome.KeyBlocked, (await PostAsync(late)).Outcome);
    }

    [Fact]
    public async Task A_key_that_is_not_executed_is_not_blocked_either_and_gets_no_month_of_its_own()
    {
        var account = await RichAsync();
        var months = await ScalarAsync<long>("SELECT count(*) FROM pg_inherits WHERE inhparent = 'journal'::regclass");
        // The largest time a key can have is beyond the calendar's last year.
        var (old, ahead, last) = (Keys.At(DateTimeOffset.UtcNow.AddDays(-400)), Keys.At(DateTimeOffset.UtcNow.AddYears(20)),
            Keys.New().ToByteArray());
        last.AsSpan(0, 6).Fill(0xFF);

        await BlockedNeitherAsync(old, "KEY_TOO_OLD");
        await BlockedNeitherAsync(ahead, "KEY_IN_FUTURE");
        await BlockedNeitherAsync(Google.Protobuf.ByteString.CopyFrom(last), "KEY_IN_FUTURE");

        Assert.Equal(months, await ScalarAsync<long>("SELECT count(*) FROM pg_inherits WHERE inhparent = 'journal'::regclass"));
        await PostedAsync(Operations.Debit(Target.Account(account), 700));

        async Task BlockedNeitherAsync(Google.Protobuf.ByteString original, string reason)
        {
            var reversal = Operations.Reverse(Target.Account(account), Guid.CreateVersion7());
            reversal.Reverse.OriginalKey = original;
            Problem.AssertViolations(await RefusedAsync(reversal), StatusCode.InvalidArgument, $"reverse.original_key {reason}");
        }
    }

    [Fact]
    public async Task A_quote_needs_no_key_and_posts_nothing()
    {
        var account = await RichAsync();
        var rows = await ScalarAsync<long>("SELECT count(*) FROM journal");
        var operation = Operations.Debit(Target.Account(account), 700);
        operation.Key = Google.Protobuf.ByteString.Empty;

        var receipt = (await Reading.GetQuoteAsync(operation)).Receipt;

        Assert.Equal((Outcome.Posted, account, 0L), (receipt.Outcome, receipt.Account, receipt.Sequence));
        Assert.Equal(Holds(1_000, 9_300), receipt.Balances);
        Assert.True(receipt.Key.IsEmpty && receipt.PostedAt is null);
        Assert.Equal(rows, await ScalarAsync<long>("SELECT count(*) FROM journal"));
        operation.Account = 77;
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await Reading.GetQuoteAsync(operation));
        Problem.AssertViolations(unknown, StatusCode.NotFound, "account UNKNOWN_ACCOUNT");
    }

    // 1,000 points and 100.00 of principal.
    private async Task<long> RichAsync()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.AccruePoints(Target.Account(account), 1_000, "gift"));
        await PostedAsync(Operations.TopUp(Target.Account(account), 10_000));
        return account;
    }

    private Operation Basket(long account, CheckoutPayment payment, params long[] amounts) =>
        Operations.Checkout(Target.Account(account), [.. amounts.Select(amount => new CheckoutLine { AmountMinor = amount })], payment);

    private static Operation Changed(Operation operation, Action<Operation> change)
    {
        var again = operation.Clone();
        change(again);
        return again;
    }
}
