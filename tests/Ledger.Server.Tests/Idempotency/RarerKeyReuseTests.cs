using Google.Protobuf;

namespace Ledger.Server.Tests.Idempotency;

/// <summary>
/// Keys of the rarer kinds that come back with another field, answered from memory and, after a restart, from the journal.
/// </summary>
[Collection(OneServer.Name)]
public sealed class RarerKeyReuseTests(LedgerCluster cluster) : ClubTest(cluster)
{
    [Fact]
    public async Task I5_A_key_that_comes_back_with_another_field_is_refused_and_the_field_or_its_kind_named()
    {
        var (account, other) = (await RichAsync(0), await OpenInAsync(1));
        var who = Target.Account(account);
        var mobile = new Identifier { Kind = IdentifierKind.Mobile, Value = "13800138000" };
        var hold = Operations.PlaceHold(who, 500, minutes: 30);
        var basket = Operations.Checkout(
            who, [new CheckoutLine { AmountMinor = 4_000, Category = "tea" }, new CheckoutLine { AmountMinor = 6_000 }],
            new CheckoutPayment { Points = 100, StoredValueMinor = 1_000, RestMinor = 8_500 });
        var opening = new AccountOpening
        {
            Card = "gift-0001", CardType = "gift", Identifiers = [mobile],
                Birthdays = [new Birthday { Whose = "own", Month = 3, Day = 10 }], Tier = "silver", Reason = "asked",
        };
        (Operation First, (string Field, Action<Operation> Change)[] Changes)[] life =
        [
            (Operations.OpenAccount(opening),
            [
                ("open_account.card", o => o.OpenAccount.Card = "gift-0002"),
                ("open_account.card_type", o => o.OpenAccount.CardType = "member"),
                ("open_account.identifiers", o => o.OpenAccount.Identifiers.Clear()),
                ("open_account.birthdays", o => o.OpenAccount.Birthdays[0].Day = 11),
                ("open_account", o => o.OpenAccount.Tier = ""), ("open_account", o => o.OpenAccount.QualifyingTotalMinor = 1),
                ("open_account.reason", o => o.OpenAccount.Reason = ""),
            ]),
            (Operations.OpenAccount("plain-0001"), [("open_account", o => o.OpenAccount.CardType = "member")]),
            (Operations.Describe(who, [mobile]), [("describe", o => o.Describe.Identifiers[0].Value = "13900139000")]),
            (Operations.Describe(who, birthdays: [new Birthday { Whose = "own", Month = 2, Day = 29 }]),
            [("describe.birthdays", o => o.Describe.Birthdays[0].Day = 28)]),
            (Operations.Describe(who, remove: [IdentifierKind.MemberNumber]),
            [("describe.remove", o => o.Describe.Remove[0] = IdentifierKind.Document)]),
            (Operations.IssueCard(who, "special-0003", "special", "asked"),
                [("issue_card.card_type", o => o.IssueCard.CardType = ""), ("issue_card.reason", o => o.IssueCard.Reason = "found")]),
            (Operations.ApproveCard(who, "seen"),
                [("approve_card.reason", o => o.ApproveCard.Reason = "seen twice"),
                ("approve_card.last_four", o => o.ApproveCard.LastFour = "0003")]),
            (Operations.ReportLoss(who), [("report_loss.last_four", o => o.ReportLoss.LastFour = "0003")]),
            (Operations.FindCard(who), [("find_card.last_four", o => o.FindCard.LastFour = "0003")]),
            (Operations.ReportLoss(who), [("report_loss.last_four", o => o.ReportLoss.LastFour = "0003")]),
            (Operations.ReplaceCard(who, "special-0004"),
                [("replace_card.card", o => o.ReplaceCard.Card = "special-0005"), ("replace_card", o => o.ReplaceCard.Damaged = true)]),
            (basket,
            [
                ("checkout.lines", o => o.Checkout.Lines[0].Category = ""), ("checkout.lines", o => o.Checkout.Lines.RemoveAt(1)),
                ("checkout.stored_value_minor", o => o.Checkout.StoredValueMinor = 999),
                ("checkout.rest_minor", o => o.Checkout.RestMinor = 8_499),
                ("checkout", o => o.Checkout.ClearRestMinor()), ("checkout", o => o.Checkout.ChargedPrices = true),
            ]),
            (Operations.Refund(who, Keys.Of(basket), 4_000),
                [("refund.original_key", o => o.Refund.OriginalKey = hold.Key), ("refund.amount", o => o.Refund.Amount = 0)]),
            (Operations.Reverse(who, Keys.Of(basket)), [("reverse.original_key", o => o.Reverse.OriginalKey = hold.Key)]),
            (hold, [("place_hold.amount_minor", o => o.PlaceHold.AmountMinor = 501), ("place_hold.minutes", o => o.PlaceHold.Minutes = 0)]),
            (Operations.CaptureHold(who, Keys.Of(hold), 200),
                [("capture_hold.hold_key", o => o.CaptureHold.HoldKey = basket.Key),
                ("capture_hold.last", o => o.CaptureHold.Last = true)]),
            (Operations.ReleaseHold(who, Keys.Of(hold)), [("release_hold.hold_key", o => o.ReleaseHold.HoldKey = basket.Key)]),
            (Operations.AccrueAction(who, "sign_in"), [("accrue.action", o => o.Accrue.Action = "share")]),
            (Operations.RedeemReward(who, "rebate", 200),
            [("redeem.reward", o => o.Redeem.Reward = "coupon"), ("redeem.points", o => o.Redeem.Points = 400)]),
            (Operations.SetTier(who, "gold", "loyal"),
            [("set_tier.tier", o => o.SetTier.Tier = "silver"), ("set_tier.reason", o => o.SetTier.Reason = "asked")]),
            (Operations.Transfer(who, other, Asset.Points, 10),
            [
                ("transfer.to_account", o => o.Transfer.ToAccount = account), ("transfer.asset", o => o.Transfer.Asset = Asset.Principal),
                ("transfer.amount", o => o.Transfer.Amount = 11),
            ]),
            (Operations.Freeze(who, "asked"), [("freeze.reason", o => o.Freeze.Reason = "lost")]),
            (Operations.Unfreeze(who, "asked"), [("unfreeze.reason", o => o.Unfreeze.Reason = "")]),
            (Operations.Warn(who), [("warn.reason", o => o.Warn.Reason = "rude")]),
            (Operations.SetPin(who, "1234"), [("set_pin.reset", o => o.SetPin.Reset = true), ("kind", o => o.UnlockPin = new UnlockPin())]),
            (Operations.CashOut(who, pin: "1234"), [("kind", o => o.CancelAccount = new CancelAccount())]),
            (Operations.CancelAccount(who, "asked"), [("cancel_account.reason", o => o.CancelAccount.Reason = "moved")]),
        ];
        var receipts = new Dictionary<ByteString, Receipt>();
        foreach (var (first, _) in life) receipts[first.Key] = await PostAsync(first);
        // The mobile is the opened account's already.
        Assert.Equal([Outcome.IdentifierTaken], receipts.Values.Select(receipt => receipt.Outcome)
            .Where(outcome => outcome != Outcome.Posted));

        await AssertNamedAsync();
        await RestartAsync();
        await AssertNamedAsync();
        Assert.Equal(life.Length, await CountInJournalAsync([.. life.Select(each => each.First)]));

        async Task AssertNamedAsync()
        {
            foreach (var (first, changes) in life)
            {
                foreach (var (field, change) in changes)
                {
                    var again = first.Clone();
                    change(again);
                    var answer = await PostAsync(again);
                    Assert.Equal((first.KindCase, Outcome.KeyReused, field), (first.KindCase, answer.Outcome, answer.DifferingField));
                }
                Assert.Equal(Expected.Replayed(receipts[first.Key]), await PostAsync(first));
            }
        }
    }
}
