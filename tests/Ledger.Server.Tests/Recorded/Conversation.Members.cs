namespace Ledger.Server.Tests.Recorded;

/// <content>Members, their cards, PINs and tiers, and how accounts end.</content>
internal sealed partial class Conversation
{
    private const string Mobile = "13800138001";

    // Ada buys, Ben gets what others give, Cyd has cards, Dan is frozen; the others have one thing to show. What falls due by time alone
    // lies in different partitions (Gil 2, Hal 0, Ida 1), because upkeep goes about the accounts of one in any order.
    private static readonly Target Ada = Target.Account(1001), Ben = Target.Account(1002), Cyd = Target.Account(1003),
        Dan = Target.Account(1004), Foreign = Target.Account(1007), Guest = Target.Account(1008), Gil = Target.Account(1009),
        Hal = Target.Account(1010), Ida = Target.Account(1011),
        Jon = Target.Account(1012), Leaving = Target.Account(1013), Merging = Target.Account(1014), Poor = Target.Account(1015);

    private static OperationDetails InStore(int store) => new() { Store = store };

    private static Identifier MobileOf(string value) => new() { Kind = IdentifierKind.Mobile, Value = value };

    private Operation Open(Target who, AccountOpening opening, int store = 1) =>
        _operations.OpenAccount(opening, who.AccountNumber, InStore(store));

    private async Task OpenAndDescribeAsync()
    {
        await PostAsync(Open(Ada, new AccountOpening
        {
            Card = "member-0001", Identifiers = [MobileOf(Mobile), new Identifier { Kind = IdentifierKind.Document, Value = "P1234567" }],
            Birthdays = [new Birthday { Whose = "own", Month = 3, Day = 21 }],
        }));
        foreach (var plain in new[] { Ben, Dan, Hal, Ida, Leaving, Merging, Poor }) await PostAsync(Open(plain, new AccountOpening()));
        await PostAsync(Open(Cyd, new AccountOpening { Card = "member-0003" }));
        await PostAsync(_operations.OpenAccount("member-of-no-number-0005"));
        await PostAsync(Open(Guest, new AccountOpening { Tier = "guest" }));
        await PostAsync(Open(Gil, new AccountOpening { Card = "gift-0009", CardType = "gift" }));
        await PostAsync(Open(Jon, new AccountOpening { Card = "gift-0012", CardType = "gift" }));
        await PostAsync(Open(Ada, new AccountOpening()), Outcome.AccountExists);
        await PostAsync(_operations.OpenAccount("member-0001", 1016), Outcome.CardTaken);
        await PostAsync(_operations.OpenAccount(new AccountOpening { Identifiers = [MobileOf(Mobile)] }, 1016), Outcome.IdentifierTaken);
        await PostAsync(_operations.OpenAccount(new AccountOpening { Tier = "platinum" }, 1016), Outcome.TierUnknown);
        await PostAsync(
            Open(Foreign, new AccountOpening { Card = "strict-0007", QualifyingPurchaseMinor = 1_999 }, 3), Outcome.NotEligible);
        await PostAsync(
            Open(Foreign, new AccountOpening { Card = "strict-0007", QualifyingTotalMinor = 5_000, Identifiers = [MobileOf(Mobile)] }, 3));

        await PostAsync(_operations.Describe(Ben, [MobileOf("13900139002")], [new Birthday { Whose = "child", Month = 2, Day = 29 }]));
        await PostAsync(_operations.Describe(Dan, [MobileOf(Mobile)]), Outcome.IdentifierTaken);
        await PostAsync(_operations.SetTier(Hal, "gold", "a loyal guest"));
        await PostAsync(_operations.SetTier(Hal, "platinum", "asked"), Outcome.TierUnknown);
        await PostAsync(_operations.Warn(Dan, "shouts"));
        await PostAsync(_operations.Freeze(Dan, "shouts again"));
        await PostAsync(_operations.TopUp(Dan, 1_000), Outcome.AccountFrozen);
        await PostAsync(_operations.Unfreeze(Dan, "has calmed down"));
        await PostAsync(_operations.Unfreeze(Dan), Outcome.AccountNotFrozen);
    }

    private async Task CardsAndPinsAsync()
    {
        await PostAsync(_operations.IssueCard(Cyd, "special-0103", "special", "the owner's sister"));
        await PostAsync(_operations.Debit(Target.Card("special-0103"), 1), Outcome.CardWaiting);
        await PostAsync(_operations.ApproveCard(Cyd, "she is"));
        await PostAsync(_operations.ApproveCard(Cyd, "again"), Outcome.CardNotWaiting);
        await PostAsync(_operations.ReportLoss(Cyd), Outcome.CardAmbiguous);
        await PostAsync(_operations.IssueCard(Cyd, "member-0001"), Outcome.CardTaken);
        await PostAsync(_operations.ReportLoss(Target.Card("member-0003")));
        await PostAsync(_operations.AccruePurchase(Target.Card("member-0003"), 1_000), Outcome.CardLost);
        await PostAsync(_operations.TopUp(Cyd, 700, "cash"));
        await PostAsync(_operations.ReplaceCard(Cyd, "member-0203", new CardReplacement { LastFour = "0003" }));
        await PostAsync(_operations.ReplaceCard(
            Target.Card("member-0203"), "member-0303", new CardReplacement { Damaged = true, FeeFromStoredValue = true }));
        await PostAsync(_operations.Debit(Target.Card("member-0203"), 1), Outcome.CardVoid);
        await PostAsync(_operations.IssueCard(Cyd, "member-0403"), Outcome.CardLimit);

        await PostAsync(_operations.UnlockPin(Cyd), Outcome.PinNotSet);
        await PostAsync(_operations.SetPin(Cyd, "271828"));
        await PostAsync(_operations.Debit(Cyd, 1), Outcome.PinRequired);
        var debit = await PostAsync(_operations.Debit(Target.Card("member-0303"), 10, pin: "271828"));
        await SendAsync(Changed(debit, again => again.Pin = ""));
        await PostAsync(_operations.SetPin(Cyd, "314159", oldPin: "271828"));
        for (var tries = 0; tries < 3; tries++) await PostAsync(_operations.Debit(Cyd, 1, pin: "0000"), Outcome.WrongPin);
        await PostAsync(_operations.Debit(Cyd, 1, pin: "314159"), Outcome.PinLocked);
        await AskAsync("Reading/GetBalances", new GetBalancesRequest { Account = 1003 });
        await PostAsync(_operations.UnlockPin(Cyd));
        await PostAsync(_operations.ResetPin(Cyd, "161803"));
        await PostAsync(_operations.Debit(Cyd, 10, pin: "161803"));
    }

    private async Task EndsOfAccountsAsync()
    {
        await PostAsync(_operations.TopUp(Leaving, 20_000));
        await PostAsync(_operations.AccruePoints(Leaving, 200, "a welcome"));
        var hold = await PostAsync(_operations.PlaceHold(Leaving, 100));
        await PostAsync(_operations.CancelAccount(Leaving, "moves away"), Outcome.HoldsOpen);
        await PostAsync(_operations.ReleaseHold(Leaving, Keys.Of(hold)));
        await PostAsync(_operations.CashOut(Leaving));
        await PostAsync(_operations.CashOut(Leaving), Outcome.InsufficientFunds);
        await PostAsync(_operations.TopUp(Leaving, 300));
        await PostAsync(_operations.CancelAccount(Leaving, "moves away"));
        await PostAsync(_operations.TopUp(Leaving, 300), Outcome.AccountCancelled);

        await PostAsync(_operations.TopUp(Merging, 50_000));
        await PostAsync(_operations.AccruePoints(Merging, 300, "a welcome"));
        await ArrivedAsync(_operations.Merge(Merging, Ben.AccountNumber));
        await PostAsync(_operations.TopUp(Merging, 1), Outcome.AccountMerged);
    }

    /// <summary>Posts what leaves an account, and waits until the other side has it.</summary>
    private async Task ArrivedAsync(Operation operation)
    {
        var receipt = await SendAsync(Keyed(operation));
        await AwaitAsync(
            "Reading/GetOutcome", new GetOutcomeRequest { Key = receipt.ArrivalKey }, answer => answer.Status == StatusCode.OK);
    }
}
