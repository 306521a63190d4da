using Google.Protobuf;

namespace Ledger.Server.Tests.Kinds;

/// <summary>
/// All that can happen to a member, one after the other: the same whether each step is answered before the next is sent or not.
/// </summary>
[Collection(OneServer.Name)]
public sealed class OneLifeTests(LedgerCluster cluster) : ClubTest(cluster)
{
    [Fact]
    public async Task A_life_in_one_batch_or_stream_goes_as_step_by_step()
    {
        var other = await OpenInAsync(3);
        var lives = new Dictionary<Way, IReadOnlyList<Receipt>>();
        foreach (var way in new[] { Way.Unary, Way.Batch, Way.Stream })
            lives[way] = await Posting.ReceiptsAsync(way, Life(Accounts.In(0), other, $"{way}"));

        Assert.Equal(lives[Way.Unary].Select(Told), lives[Way.Batch].Select(Told));
        Assert.Equal(lives[Way.Unary].Select(Told), lives[Way.Stream].Select(Told));
        // Enough of it is done for that to say something.
        Assert.Equal(8, lives[Way.Unary].Count(receipt => receipt.Outcome >= Outcome.KeyReused));
    }

    [Fact]
    public async Task What_a_life_left_is_the_same_behind_a_restart()
    {
        var (account, other) = (Accounts.In(0), await OpenInAsync(3));
        var life = Life(account, other, "once");
        // Up to the end of the membership, which leaves nothing.
        var receipts = await Posting.ReceiptsAsync(Way.Batch, life[..^2]);
        var before = await BalancesAsync(account);

        await RestartAsync();

        Assert.Equal(before, await BalancesAsync(account));
        Assert.Equal(receipts.Select(Expected.Replayed), await Posting.ReceiptsAsync(Way.Stream, life[..^2]));
        Assert.Equal(before, await BalancesAsync(account));
    }

    private Operation[] Life(long account, long other, string name)
    {
        var who = Target.Account(account);
        var (hold, late) = (Operations.PlaceHold(who, 700), Operations.Debit(who, 5));
        var (basket, second) = (Basket(account, 10_000, new CheckoutPayment { Points = 100, StoredValueMinor = 1_500 }),
            Basket(account, 10_000));
        var topUp = Operations.TopUp(who, 20_000);
        return
        [
            Operations.OpenAccount(new AccountOpening { Card = $"{name}-member-0001",
            Birthdays = [new Birthday { Whose = "own", Month = 3, Day = 10 }] }, account),
            Operations.OpenAccount(account: account),
            topUp, Operations.AccruePoints(who, 1_000, "gift"), Operations.AccrueAction(who, "sign_in"),
            Operations.IssueCard(who, $"{name}-special-0002", "special", "asked"), Operations.ApproveCard(who, "seen"),
            Operations.ReportLoss(who, "0001"), Operations.FindCard(who), Operations.ReportLoss(who, "0001"),
            Operations.ReplaceCard(who, $"{name}-member-0003", new CardReplacement { LastFour = "0001", FeeFromStoredValue = true }),
            Operations.IssueCard(who, $"{name}-member-0003"),
            basket, second, Basket(account, 10_000), Operations.RefundLines(who, Keys.Of(basket), [new RefundLine { AmountMinor = 4_000 }]),
            Operations.Refund(who, Keys.Of(basket)), Operations.Refund(who, Keys.Of(basket), 1), Operations.Reverse(second),
            Operations.Reverse(second),
            hold, Operations.CaptureHold(who, Keys.Of(hold), 300), Operations.Refund(who, Keys.Of(hold)),
            Operations.CaptureHold(who, Keys.Of(hold), 401),
            Operations.CaptureHold(who, Keys.Of(hold), 100, last: true), Operations.ReleaseHold(who, Keys.Of(hold)),
            Operations.Reverse(late), late, Operations.Redeem(who, 100), Operations.RedeemReward(who, "rebate"),
            Operations.Adjust(who, Asset.Principal, 45, "found"),
            Operations.Describe(who, [new Identifier { Kind = IdentifierKind.Mobile, Value = $"{name}-mobile" }]),
            Operations.SetTier(who, "gold", "loyal"),
            Basket(account, 10_000), Operations.Warn(who, "rude"), Operations.Freeze(who, "asked"), Operations.Debit(who, 1),
            Operations.Unfreeze(who),
            Operations.Transfer(who, other, Asset.Points, 50), Operations.Refund(who, Keys.Of(topUp), 1_000),
            Operations.CashOut(who), Operations.CancelAccount(who, "asked"),
        ];
    }

    // Without what is another one's in any case.
    private static string Told(Receipt receipt)
    {
        var told = receipt.Clone();
        (told.Key, told.ArrivalKey, told.Account, told.Sequence, told.PostedAt) = (ByteString.Empty, ByteString.Empty, 0, 0, null);
        if (told.HoldExpiresAt is not null) told.HoldExpiresAt = null;
        if (told.Refund is not null) told.Refund.OriginalKey = ByteString.Empty;
        foreach (var side in told.Transfers.SelectMany(transfer => new[] { transfer.Debit, transfer.Credit }))
            if (side.PartyCase == Side.PartyOneofCase.Account) side.Account = 0;
        return told.ToString();
    }
}
