using Google.Protobuf;

namespace Ledger.Server.Tests.Recorded;

/// <content>Purchases and what comes back of them, one by one, in a batch and over a stream.</content>
internal sealed partial class Conversation
{
    private static readonly CheckoutLine[] Goods =
    [
        new() { AmountMinor = 40_000 }, new() { AmountMinor = 12_345, Category = "food" }, new() { AmountMinor = 999, Category = "sale" },
        new() { AmountMinor = 5_000, EarnsNothing = true, NoDiscount = true }, new() { AmountMinor = 77, Category = "of another shop" },
    ];

    private Operation _mixed = new(), _plain = new();

    private async Task CheckoutsAsync()
    {
        _plain = await PostAsync(_operations.Checkout(Ada, Goods));
        _mixed = await PostAsync(_operations.Checkout(
            Target.Card("member-0001"), Goods, new CheckoutPayment { Points = 500, StoredValueMinor = 3_000 }, InStore(2)));
        await SendAsync(_mixed);
        await SendAsync(Changed(_mixed, again => again.Checkout.Lines[1].AmountMinor++), Outcome.KeyReused);
        await PostAsync(_operations.Checkout(
            Ada, [new CheckoutLine { AmountMinor = 9_000 }], new CheckoutPayment { AllStoredValue = true, RestMinor = 0 }));
        await PostAsync(_operations.Checkout(Ada, Goods, new CheckoutPayment { ChargedPrices = true }));
        await PostAsync(_operations.Checkout(Guest, Goods));
        await PostAsync(_operations.Checkout(Foreign, Goods, new CheckoutPayment { StoredValueMinor = 777 }, InStore(3)));
        await PostAsync(Nine(Ada, new CheckoutPayment { Points = 50 }), Outcome.NotAMultiple);
        await PostAsync(Nine(Ada, new CheckoutPayment { Points = 1_000 }), Outcome.PointsShareLimit);
        await PostAsync(Nine(Poor, new CheckoutPayment { Points = 100 }), Outcome.InsufficientPoints);
        await PostAsync(Nine(Poor, new CheckoutPayment { StoredValueMinor = 1 }), Outcome.InsufficientFunds);
        await PostAsync(Nine(Ada, new CheckoutPayment { StoredValueMinor = 9_001 }), Outcome.Overpaid);
        await PostAsync(Nine(Ada, new CheckoutPayment { StoredValueMinor = 1_000, RestMinor = 1 }), Outcome.RestDiffers);
    }

    private Operation Nine(Target who, CheckoutPayment payment) =>
        _operations.Checkout(who, [new CheckoutLine { AmountMinor = 9_000 }], payment);

    private async Task ReturnsAsync()
    {
        var lines = await PostAsync(_operations.RefundLines(
            Ada, Keys.Of(_mixed), [new RefundLine { Line = 1 }, new RefundLine { Line = 0, AmountMinor = 5_000 }], InStore(2)));
        await SendAsync(lines);
        await PostAsync(_operations.Refund(Ada, Keys.Of(_mixed), 2_000));
        await PostAsync(_operations.Refund(Ada, Keys.Of(_mixed)));
        await PostAsync(_operations.Refund(Ada, Keys.Of(_mixed), 1), Outcome.ExceedsOriginal);
        await PostAsync(_operations.Reverse(_plain));
        await PostAsync(_operations.Reverse(_plain), Outcome.PostedBefore);
        await PostAsync(_operations.Refund(Ben, Keys.Of(_mixed)), Outcome.OriginalUnknown);

        var warning = await PostAsync(_operations.Warn(Ben));
        await PostAsync(_operations.Refund(Ben, Keys.Of(warning)), Outcome.NotRefundable);
        await PostAsync(_operations.Reverse(Ben, Keys.Of(warning)), Outcome.NotReversible);

        var late = Keyed(_operations.Debit(Ada, 5));
        await PostAsync(_operations.Reverse(late));
        await SendAsync(late, Outcome.KeyBlocked);

        var redeemed = await PostAsync(_operations.Redeem(Ada, 300));
        await PostAsync(_operations.Refund(Ada, Keys.Of(redeemed), 100));
        var topUp = await PostAsync(_operations.TopUp(Poor, 20_000));
        await PostAsync(_operations.Refund(Poor, Keys.Of(topUp), 10_000));
        await PostAsync(_operations.Debit(Poor, 9_000));
        await PostAsync(_operations.Reverse(Poor, Keys.Of(topUp)), Outcome.InsufficientFunds);
        var earned = await PostAsync(_operations.AccruePoints(Poor, 300, "a welcome"));
        await PostAsync(_operations.Redeem(Poor, 300));
        await PostAsync(_operations.Refund(Poor, Keys.Of(earned)));
    }

    private async Task ManyAtOnceAsync()
    {
        var batch = new PostBatchRequest { Operations = { Several() } };
        await AskAsync("Posting/PostBatch", batch);
        await AskAsync("Posting/PostBatch", batch);
        await AskAsync("Posting/PostBatch", new PostBatchRequest(), StatusCode.InvalidArgument);
        byte[][] stream = [.. Several().Select(operation => operation.ToByteArray())];
        await SendAsync("Posting/PostStream", StatusCode.OK, stream);
        await SendAsync("Posting/PostStream", StatusCode.OK, stream);
        await SendAsync("Posting/PostStream", StatusCode.OK);
        await SendAsync("Posting/PostStream", StatusCode.InvalidArgument, [0xFF, 0xFF]);
    }

    private Operation[] Several()
    {
        Operation[] several =
        [
            _operations.Debit(Ada, 100), _operations.AccruePurchase(Ben, 10_000), _operations.TopUp(Ada, 300),
            _operations.Debit(Poor, 1_000_000),
            Nine(Ada, new CheckoutPayment { StoredValueMinor = 500 }), _operations.Redeem(Ada, 100),
            _operations.Debit(Target.Account(99), 1),
            _operations.Debit(Ada, 0), _operations.Adjust(Ada, Asset.Points, 3, "counted again"), _operations.Warn(Ada),
            _operations.Debit(Ada, 7),
        ];
        return Array.ConvertAll(several, Keyed);
    }
}
