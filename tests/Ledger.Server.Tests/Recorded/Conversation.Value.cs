namespace Ledger.Server.Tests.Recorded;

/// <content>Stored value, points and holds.</content>
internal sealed partial class Conversation
{
    private async Task ValueAndPointsAsync()
    {
        var topUp = await PostAsync(_operations.TopUp(Ada, 50_000, "cash", new OperationDetails { Reference = "ticket 4711" }));
        await SendAsync(topUp);
        await SendAsync(Changed(topUp, again => again.TopUp.AmountMinor = 50_001), Outcome.KeyReused);
        await PostAsync(_operations.TopUp(Target.Identifier(IdentifierKind.Mobile, Mobile), 20_000, "card"));
        await PostAsync(_operations.TopUp(Ben, 1_000_000));
        await PostAsync(_operations.TopUp(Ben, 1_000_000), Outcome.BalanceLimit);
        await PostAsync(_operations.TopUp(Gil, 20_000));
        await PostAsync(_operations.TopUp(Target.Card("gift-0012"), 1_000));
        await PostAsync(_operations.TopUp(Ida, 10_000));
        await PostAsync(_operations.TopUp(Foreign, 10_000, details: InStore(3)));
        await PostAsync(_operations.TopUp(Ada, 1_000, details: InStore(3)), Outcome.OtherProgram);
        await PostAsync(_operations.TopUp(Guest, 1_000), Outcome.NotCapable);

        await PostAsync(_operations.AccruePurchase(Target.Card("member-0001"), 55_900));
        await PostAsync(
            _operations.AccruePurchase(Ben, 999, new OperationDetails { Operator = 0, Store = 2, BusinessTime = Begin.AddHours(-20) }));
        await PostAsync(_operations.AccruePurchase(Target.Card("gift-0009"), 10_000), Outcome.NotCapable);
        await PostAsync(_operations.AccruePoints(Ada, 5_000, "bought at the station"));
        await PostAsync(_operations.AccruePoints(Ben, 1_000_000, "a large welcome"));
        await PostAsync(_operations.AccruePoints(Ben, 200_000, "another one"), Outcome.BalanceLimit);
        await PostAsync(_operations.AccrueAction(Ada, "sign_in"));
        await PostAsync(_operations.AccrueAction(Ada, "share"), Outcome.ActionUnknown);

        await PostAsync(_operations.Debit(Ada, 6_000));
        var debit = await PostAsync(_operations.Debit(Poor, 1), Outcome.InsufficientFunds);
        await SendAsync(debit, Outcome.InsufficientFunds);
        await PostAsync(_operations.Debit(Target.Card("gift-0012"), 400));
        await PostAsync(_operations.Debit(Target.Card("gift-0012"), 1_000, allowPartial: true), Outcome.PostedInPart);
        await PostAsync(_operations.Debit(Foreign, 333, details: InStore(3)));

        await PostAsync(_operations.Redeem(Ada, 200));
        await PostAsync(_operations.Redeem(Ada, 150), Outcome.NotAMultiple);
        await PostAsync(_operations.Redeem(Poor, 100), Outcome.InsufficientPoints);
        await PostAsync(_operations.RedeemReward(Ada, "coupon"));
        await PostAsync(_operations.RedeemReward(Ada, "rebate", 400));
        await PostAsync(_operations.RedeemReward(Ada, "gift", 1_500));
        await PostAsync(_operations.RedeemReward(Ada, "mug"), Outcome.RewardUnknown);

        await PostAsync(_operations.Adjust(Ada, Asset.Principal, 45, "found in the till"));
        await PostAsync(_operations.Adjust(Ada, Asset.Bonus, -50, "given twice"));
        await PostAsync(_operations.Adjust(Ada, Asset.Points, 60, "forgotten"));
        await PostAsync(_operations.Adjust(Poor, Asset.Principal, -1, "wrong"), Outcome.InsufficientFunds);

        await ArrivedAsync(_operations.Transfer(Ada, Ben.AccountNumber, Asset.Points, 50));
        await ArrivedAsync(_operations.Transfer(Ada, Ben.AccountNumber, Asset.Principal, 1_200));
        // An account of another program cannot take it.
        await PostAsync(_operations.Transfer(Ada, Foreign.AccountNumber, Asset.Points, 30));
        await DoneAsync(Ada, Kind.ComeBack);
        await PostAsync(_operations.Transfer(Ada, Ada.AccountNumber, Asset.Points, 50), Outcome.TransferNotAllowed);
        await PostAsync(_operations.Transfer(Poor, Ben.AccountNumber, Asset.Points, 50), Outcome.InsufficientPoints);
    }

    private async Task HoldsAsync()
    {
        var hold = await PostAsync(_operations.PlaceHold(Ada, 6_000, minutes: 30));
        var second = await PostAsync(_operations.PlaceHold(Ada, 700));
        await PostAsync(_operations.PlaceHold(Ada, 1), Outcome.HoldLimit);
        await PostAsync(_operations.CashOut(Ada), Outcome.HoldsOpen);
        var capture = await PostAsync(_operations.CaptureHold(Ada, Keys.Of(hold), 2_500));
        await SendAsync(capture);
        await PostAsync(_operations.CaptureHold(Ada, Keys.Of(hold), 3_501), Outcome.ExceedsHold);
        await PostAsync(_operations.CaptureHold(Ada, Keys.Of(hold), 1_000, last: true));
        await PostAsync(_operations.ReleaseHold(Ada, Keys.Of(second)));
        await PostAsync(_operations.CaptureHold(Ada, Keys.Of(second)), Outcome.HoldReleased);
        var whole = await PostAsync(_operations.PlaceHold(Ada, 300));
        await PostAsync(_operations.CaptureHold(Ada, Keys.Of(whole)));
        await PostAsync(_operations.CaptureHold(Ada, Keys.Of(whole)), Outcome.HoldCaptured);
        await PostAsync(_operations.CaptureHold(Ben, Keys.Of(hold)), Outcome.HoldUnknown);
        await PostAsync(_operations.Refund(Ada, Keys.Of(capture), 500));

        var late = await PostAsync(_operations.PlaceHold(Ida, 6_000, minutes: 1));
        clock.Set(clock.GetUtcNow().AddMinutes(2));
        await PostAsync(_operations.CaptureHold(Ida, Keys.Of(late)), Outcome.HoldExpired);
    }

    private static Operation Changed(Operation operation, Action<Operation> change)
    {
        var other = operation.Clone();
        change(other);
        return other;
    }
}
