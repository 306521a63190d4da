using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Reads;

[Collection(OneServer.Name)]
public sealed class BalanceTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task Balances_show_holdings_lots_by_expiry_and_cards()
    {
        var programs = NewProgramFolder().Add(1, pointsValidity: "{ kind: days, count: 30 }").AddStore(1, 1);
        await BeginAnewAsync(programs);
        var account = await OpenAsync(card: "card-of-member-1111");
        await PostedAsync(Operations.IssueCard(Target.Account(account), "card-of-member-2222"));
        var late = Operations.AccruePoints(Target.Account(account), 5, "late");
        var early = Operations.AccruePoints(
            Target.Account(account), 3, "early", new OperationDetails { BusinessTime = DateTimeOffset.UtcNow.AddDays(-9) });
        var topUp = Operations.TopUp(Target.Account(account), 20_000);
        foreach (var operation in new[] { late, early, topUp }) await PostedAsync(operation);

        var expected = new Balances
        {
            Account = account,
            Program = 1,
            Holdings = Holds(8, 20_000, 1_500),
            Spendable = Holds(8, 20_000, 1_500),
            Status = AccountStatus.Active,
            Lots =
            {
                new Lot { Asset = Asset.Points, ExpiresOn = DateNumber(BusinessDate(early).AddDays(30)), Amount = 3 },
                new Lot { Asset = Asset.Points, ExpiresOn = DateNumber(BusinessDate(late).AddDays(30)), Amount = 5 },
                new Lot { Asset = Asset.Bonus, ExpiresOn = BonusLot(topUp), Amount = 1_500 },
            },
            Cards =
            {
                new Card { LastFour = "1111", Status = CardStatus.Active, Type = "member" },
                new Card { LastFour = "2222", Status = CardStatus.Active, Type = "member" },
            },
        };
        Assert.Equal(expected, await BalancesAsync(account));
        Assert.Equal(expected, await Reading.GetBalancesAsync(new GetBalancesRequest { Card = "card-of-member-2222" }));
    }

    [Fact]
    public async Task A_lot_that_does_not_expire_reads_as_0()
    {
        var programs = NewProgramFolder().Add(1, pointsValidity: "{ kind: unlimited }").AddStore(1, 1);
        await BeginAnewAsync(programs);
        var account = await OpenAsync();

        var receipt = await PostedAsync(Operations.AccruePoints(Target.Account(account), 5, "gift"));

        Assert.Equal(0, Assert.Single(receipt.Transfers).Lot);
        Assert.Equal(new Lot { Asset = Asset.Points, ExpiresOn = 0, Amount = 5 }, Assert.Single((await BalancesAsync(account)).Lots));
        await RestartAsync(settings => settings.Programs = programs.Path);
        Assert.Equal(new Lot { Asset = Asset.Points, ExpiresOn = 0, Amount = 5 }, Assert.Single((await BalancesAsync(account)).Lots));
    }

    [Fact]
    public async Task Reads_see_what_was_answered_before_they_were_asked()
    {
        var account = await OpenAsync();
        for (var round = 1; round <= 40; round++)
        {
            var receipt = await PostedAsync(Operations.TopUp(Target.Account(account), 1));

            Assert.Equal(round, (await BalancesAsync(account)).Holdings.PrincipalMinor);
            var newest = await Reading.GetStatementAsync(new GetStatementRequest { Account = account, PageSize = 1 });
            Assert.Equal(receipt.Sequence, newest.Lines[0].Receipt.Sequence);
            Assert.Equal(Replayed(receipt), await Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = receipt.Key }));
        }
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found_and_what_is_malformed_is_named()
    {
        async Task<RpcException> Ask(GetBalancesRequest request) =>
            await Assert.ThrowsAsync<RpcException>(async () => await Reading.GetBalancesAsync(request));

        Problem.AssertViolations(await Ask(new() { Account = 77 }), StatusCode.NotFound, "account UNKNOWN_ACCOUNT");
        Problem.AssertViolations(await Ask(new() { Card = "nobodys-card-1" }), StatusCode.NotFound, "card UNKNOWN_CARD");
        Problem.AssertViolations(await Ask(new()), StatusCode.InvalidArgument, "account OUT_OF_RANGE");
        Problem.AssertViolations(await Ask(new() { Account = -1 }), StatusCode.InvalidArgument, "account OUT_OF_RANGE");
        Problem.AssertViolations(await Ask(new() { Account = 1L << 53 }), StatusCode.InvalidArgument, "account OUT_OF_RANGE");
        Problem.AssertViolations(await Ask(new() { Card = "short" }), StatusCode.InvalidArgument, "card LENGTH");
    }
}
