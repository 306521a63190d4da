using Google.Protobuf;
using Ledger.V1;

namespace Ledger.Client.Tests;

/// <summary>A method per kind sends exactly its message. What all methods share is in <see cref="PostTests"/>.</summary>
public sealed class KindTests : ScriptedTest
{
    private const string Pin = "482915";
    private static readonly Target _card = Target.Card("6600123412341234");
    private static readonly Guid _original = Guid.CreateVersion7();
    private static readonly ByteString _originalBytes = OperationKey.ToByteString(_original);
    private static readonly Identifier _mobile = new() { Kind = IdentifierKind.Mobile, Value = "13800001234" };
    private static readonly Birthday _child = new() { Whose = "child", Month = 2, Day = 29 };

    [Fact]
    public async Task A_checkout_carries_its_lines_and_how_it_is_paid()
    {
        CheckoutLine[] lines =
        [
            new() { AmountMinor = 55_900, Category = "bread" }, new() { AmountMinor = 100, EarnsNothing = true, NoDiscount = true },
        ];
        await Sends(new Checkout { Lines = { lines } }, o => o.Checkout, Client.CheckoutAsync(_card, lines));
        await Sends(new Checkout { Lines = { lines }, Points = 200, StoredValueMinor = 5_000, RestMinor = 0, ChargedPrices = true }, o =>
            o.Checkout,
            Client.CheckoutAsync(
                _card, lines, new CheckoutPayment { Points = 200, StoredValueMinor = 5_000, RestMinor = 0, ChargedPrices = true },
                pin: Pin),
            Pin);
        await Sends(new Checkout { Lines = { lines }, AllStoredValue = true }, o => o.Checkout,
            Client.CheckoutAsync(_card, lines, new CheckoutPayment { AllStoredValue = true }));
        Assert.Equal([false, true, false], Scripted.Received.Select(received => received.Checkout.HasRestMinor));
    }

    [Fact]
    public async Task Refunds_and_reversals_name_their_original()
    {
        RefundLine[] lines = [new() { Line = 1, AmountMinor = 100 }, new() { Line = 3 }];
        await Sends(new Refund { OriginalKey = _originalBytes }, o => o.Refund, Client.RefundAsync(_card, _original));
        await Sends(new Refund { OriginalKey = _originalBytes, Amount = 250 }, o => o.Refund, Client.RefundAsync(_card, _original, 250));
        await Sends(new Refund { OriginalKey = _originalBytes, Lines = { lines } }, o => o.Refund,
            Client.RefundLinesAsync(_card, _original, lines));
        await Sends(new Reverse { OriginalKey = _originalBytes }, o => o.Reverse, Client.ReverseAsync(_card, _original));
    }

    [Fact]
    public async Task A_refund_of_no_lines_is_a_mistake_and_not_a_refund_of_everything()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.RefundLinesAsync(_card, _original, []));

        Assert.Empty(Scripted.Received);
    }

    [Fact]
    public async Task A_checkout_names_the_hold_that_pays_and_whether_it_stays()
    {
        CheckoutLine[] lines = [new() { AmountMinor = 55_900 }];
        await Sends(new Checkout { Lines = { lines }, AllStoredValue = true, HoldKey = _originalBytes }, o => o.Checkout,
            Client.CheckoutAsync(_card, lines, new CheckoutPayment { AllStoredValue = true, HoldKey = _original }));
        await Sends(new Checkout { Lines = { lines }, StoredValueMinor = 9, HoldKey = _originalBytes, KeepHold = true }, o => o.Checkout,
            Client.CheckoutAsync(_card, lines, new CheckoutPayment { StoredValueMinor = 9, HoldKey = _original, KeepHold = true }));
    }

    [Fact]
    public async Task Holds_name_their_hold()
    {
        await Sends(new PlaceHold { AmountMinor = 80_000, Minutes = 90 }, o =>
            o.PlaceHold, Client.PlaceHoldAsync(_card, 80_000, 90, pin: Pin), Pin);
        await Sends(new CaptureHold { HoldKey = _originalBytes, AmountMinor = 500, Last = true }, o => o.CaptureHold,
            Client.CaptureHoldAsync(_card, _original, 500, last: true));
        await Sends(new CaptureHold { HoldKey = _originalBytes }, o => o.CaptureHold, Client.CaptureHoldAsync(_card, _original));
        await Sends(new ReleaseHold { HoldKey = _originalBytes }, o => o.ReleaseHold, Client.ReleaseHoldAsync(_card, _original));
    }

    [Fact]
    public async Task Cards_are_issued_reported_replaced_and_approved()
    {
        await Sends(new IssueCard { Card = "new-card", CardType = "gift", Reason = "present" }, o => o.IssueCard,
            Client.IssueCardAsync(_card, "new-card", "gift", "present"));
        await Sends(new ReportLoss { LastFour = "1234" }, o =>
            o.ReportLoss, Client.ReportLossAsync(Target.Account(42), "1234"), account: 42);
        await Sends(new FindCard { LastFour = "1234" }, o =>
            o.FindCard, Client.FindCardAsync(Target.Account(42), "1234"), account: 42);
        await Sends(new ReplaceCard { Card = "new-card" }, o => o.ReplaceCard, Client.ReplaceCardAsync(_card, "new-card"));
        await Sends(new ReplaceCard { Card = "new-card", LastFour = "1234", Damaged = true, FeeFromStoredValue = true }, o => o.ReplaceCard,
            Client.ReplaceCardAsync(_card, "new-card",
            new CardReplacement { LastFour = "1234", Damaged = true, FeeFromStoredValue = true }));
        await Sends(new ApproveCard { Reason = "seen", LastFour = "1234" }, o =>
            o.ApproveCard, Client.ApproveCardAsync(_card, "seen", "1234"));
    }

    [Fact]
    public async Task A_pin_is_set_with_the_old_one_or_reset_without()
    {
        await Sends(new SetPin { NewPin = "1357" }, o => o.SetPin, Client.SetPinAsync(_card, "1357", oldPin: Pin), Pin);
        await Sends(new SetPin { NewPin = "1357", Reset = true }, o => o.SetPin, Client.ResetPinAsync(_card, "1357"));
        await Sends(new UnlockPin(), o => o.UnlockPin, Client.UnlockPinAsync(_card));
    }

    [Fact]
    public async Task Accounts_are_opened_described_and_ended()
    {
        await Client.OpenAccountAsync(new AccountOpening
        {
            Card = "new-card", CardType = "vip", Identifiers = [_mobile], Birthdays = [_child], Tier = "gold",
            QualifyingPurchaseMinor = 9_900, QualifyingTotalMinor = 20_000, Reason = "invited",
        }, account: 7);
        Assert.Equal(new OpenAccount
        {
            Card = "new-card", CardType = "vip", Identifiers = { _mobile }, Birthdays = { _child }, Tier = "gold",
            QualifyingPurchaseMinor = 9_900, QualifyingTotalMinor = 20_000, Reason = "invited",
        }, Scripted.Received.Single().OpenAccount);
        Assert.Equal(7, Scripted.Received.Single().Account);
        await Sends(new Describe { Identifiers = { _mobile } }, o => o.Describe, Client.DescribeAsync(_card, [_mobile]));
        await Sends(new Describe { Remove = { IdentifierKind.Mobile } }, o => o.Describe,
            Client.DescribeAsync(_card, remove: [IdentifierKind.Mobile]));
        await Sends(new Describe { Birthdays = { _child } }, o => o.Describe, Client.DescribeAsync(_card, birthdays: [_child]));
        await Sends(new SetTier { Tier = "gold", Reason = "complaint" }, o => o.SetTier, Client.SetTierAsync(_card, "gold", "complaint"));
        await Sends(new Freeze { Reason = "police" }, o => o.Freeze, Client.FreezeAsync(_card, "police"));
        await Sends(new Unfreeze { Reason = "cleared" }, o => o.Unfreeze, Client.UnfreezeAsync(_card, "cleared"));
        await Sends(new Warn { Reason = "resold" }, o => o.Warn, Client.WarnAsync(_card, "resold"));
        await Sends(new CancelAccount { Reason = "moved" }, o => o.CancelAccount, Client.CancelAccountAsync(_card, "moved"));
    }

    [Fact]
    public async Task Value_is_paid_out_given_and_merged()
    {
        await Sends(new CashOut(), o => o.CashOut, Client.CashOutAsync(_card, pin: Pin), Pin);
        await Sends(new TransferToMember { ToAccount = 9, Asset = Asset.Points, Amount = 300 }, o => o.Transfer,
            Client.TransferAsync(_card, 9, Asset.Points, 300, pin: Pin), Pin);
        await Sends(new Merge { IntoAccount = 9 }, o => o.Merge, Client.MergeAsync(_card, 9, pin: Pin), Pin);
    }

    [Fact]
    public async Task Points_come_by_action_and_go_for_rewards()
    {
        await Sends(new Accrue { Action = "sign_in" }, o => o.Accrue, Client.AccrueActionAsync(_card, "sign_in"));
        await Sends(new Redeem { Reward = "coffee" }, o => o.Redeem, Client.RedeemRewardAsync(_card, "coffee", pin: Pin), Pin);
        await Sends(new Redeem { Reward = "coupon", Points = 500 }, o => o.Redeem, Client.RedeemRewardAsync(_card, "coupon", 500));
        await Sends(new Redeem { Points = 100 }, o => o.Redeem, Client.RedeemAsync(_card, 100, pin: Pin), Pin);
        await Sends(new Debit { AmountMinor = 5 }, o => o.Debit, Client.DebitAsync(_card, 5, pin: Pin), Pin);
    }

    [Fact]
    public async Task A_member_is_named_by_identifier()
    {
        var target = Target.Identifier(IdentifierKind.Mobile, "13800001234", program: 3);
        await Client.DebitAsync(target, 100);

        Assert.Equal(_mobile, Scripted.Received.Single().Identifier);
        Assert.Equal("Mobile …1234", target.ToString());
    }

    [Fact]
    public void Every_kind_of_the_contract_has_a_method()
    {
        var kinds = Enum.GetValues<Operation.KindOneofCase>().Where(kind => kind != Operation.KindOneofCase.None).Select(kind => $"{kind}");
        var methods = typeof(LedgerClient).GetMethods().Select(method => method.Name).Distinct().ToArray();

        // An accrual has its basis in its name.
        var expected = kinds.Where(kind => kind != "Accrue").Select(kind => $"{kind}Async")
            .Concat(["AccruePurchaseAsync", "AccruePointsAsync", "AccrueActionAsync"]);
        Assert.Equal([], expected.Except(methods));
    }

    [Fact]
    public void No_record_shows_a_card_or_an_identifier_in_a_log()
    {
        var opening = new AccountOpening { Card = "6600987654321111", Identifiers = [_mobile], Tier = "gold" };

        Assert.Equal("AccountOpening { CardType = , Tier = gold, Identifiers = 1 }", $"{opening}");
    }

    private async Task Sends<TKind>(
        TKind expected, Func<Operation, TKind> kindOf, Task<PostingResult> posting, string pin = "", long account = 0)
    {
        Assert.IsType<PostingResult.Posted>(await posting);
        var received = Scripted.Received.Last();
        Assert.Equal(expected, kindOf(received));
        Assert.Equal(pin, received.Pin);
        Assert.Equal((account, account == 0 ? _card.CardToken : ""), (received.Account, received.Card));
    }
}
