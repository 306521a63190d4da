namespace Ledger.Server.Tests.Reads;

/// <summary>A line of a statement says in fields what it changed beside balances, and nothing of what only the journal needs.</summary>
[Collection(OneServer.Name)]
public sealed class StatementChangeTests(LedgerCluster cluster) : ClubTest(cluster)
{
    [Fact]
    public async Task Cards_that_are_issued_and_what_becomes_of_them_are_named_by_their_last_four()
    {
        var account = await OpenInAsync(0);
        var who = Target.Account(account);
        await PostedAsync(Operations.IssueCard(who, "member-0002"));
        Assert.Equal(new Card { LastFour = "0002", Status = CardStatus.Active, Type = "member" }, (await LastAsync(account)).Card);
        await PostedAsync(Operations.IssueCard(who, "special-0003", "special", "asked"));
        Assert.Equal((CardStatus.Waiting, "special"), ((await LastAsync(account)).Card.Status, (await LastAsync(account)).Card.Type));
        await PostedAsync(Operations.ApproveCard(who, "seen"));
        Assert.Equal(
            [new ChangedCard { LastFour = "0003", Status = CardStatus.Active, ExpiresOn = 20260618 }],
            (await LastAsync(account)).ChangedCards);
        await PostedAsync(Operations.ReportLoss(who, "0002"));
        Assert.Equal([new ChangedCard { LastFour = "0002", Status = CardStatus.Lost }], (await LastAsync(account)).ChangedCards);
        await PostedAsync(Operations.ReplaceCard(who, "member-0004", new CardReplacement { LastFour = "0002" }));
        var replaced = await LastAsync(account);
        Assert.Equal(("0004", 500), (replaced.Card.LastFour, replaced.Receipt.FeeMinor));
        Assert.Equal([new ChangedCard { LastFour = "0002", Status = CardStatus.Void }], replaced.ChangedCards);
        // Refused, it issued nothing.
        Assert.Equal(Outcome.CardTaken, (await PostAsync(Operations.IssueCard(who, "special-0003"))).Outcome);
        Assert.Null((await LastAsync(account)).Card);
    }

    [Fact]
    public async Task Holds_say_what_they_set_aside_from_then_on()
    {
        var account = await OpenInAsync(0);
        var who = Target.Account(account);
        await PostedAsync(Operations.TopUp(who, 1_000));
        var hold = Operations.PlaceHold(who, 500);
        var placed = await PostedAsync(hold);
        var line = await LastAsync(account);
        Assert.Equal(new OpenHold { Key = hold.Key, LeftMinor = 500, ExpiresAt = placed.HoldExpiresAt }, line.Hold);
        await PostedAsync(Operations.CaptureHold(who, Keys.Of(hold), 200));
        Assert.Equal((hold.Key, 300L), ((await LastAsync(account)).Hold.Key, (await LastAsync(account)).Hold.LeftMinor));
        await PostedAsync(Operations.ReleaseHold(who, Keys.Of(hold)));
        Assert.Equal(0, (await LastAsync(account)).Hold.LeftMinor);
    }

    [Fact]
    public async Task Membership_status_and_the_other_side_are_told()
    {
        var (account, other) = (await OpenInAsync(0), await OpenInAsync(1));
        var who = Target.Account(account);
        await PostedAsync(Operations.SetTier(who, "gold", "a loyal guest"));
        var tier = await LastAsync(account);
        Assert.Equal(("gold", "a loyal guest"), (tier.Tier.Tier, tier.Tier.Reason));
        Assert.True(tier.Tier.Until > 20260310 && tier.NextBonusOn > 20260310, $"{tier}");
        await PostedAsync(Operations.Describe(
            who, [new Identifier { Kind = IdentifierKind.Mobile, Value = "13800138000" }],
            [new Birthday { Whose = "own", Month = 3, Day = 21 }]));
        var described = await LastAsync(account);
        Assert.Equal([new HeldIdentifier { Kind = IdentifierKind.Mobile, LastFour = "8000" }], described.Identifiers);
        Assert.Equal([new Birthday { Whose = "own", Month = 3, Day = 21 }], described.Birthdays);
        await PostedAsync(Operations.TopUp(who, 1_000));
        Assert.Equal((AccountStatus.Unspecified, false), ((await LastAsync(account)).Status, (await LastAsync(account)).PinSet));
        await PostedAsync(Operations.Transfer(who, other, Asset.Principal, 100));
        Assert.Equal(other, (await LastAsync(account)).OtherAccount);
        await PostedAsync(Operations.SetPin(who, "271828"));
        Assert.True((await LastAsync(account)).PinSet);
        await PostedAsync(Operations.Freeze(who, "asked"));
        Assert.Equal(AccountStatus.Frozen, (await LastAsync(account)).Status);
        await PostedAsync(Operations.Unfreeze(who));
        Assert.Equal(AccountStatus.Active, (await LastAsync(account)).Status);
    }

    private async Task<StatementLine> LastAsync(long account) =>
        (await Reading.GetStatementAsync(new GetStatementRequest { Account = account, PageSize = 1 })).Lines[0];
}
