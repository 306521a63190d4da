using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

[Collection(OneServer.Name)]
public sealed class PointsTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_purchase_of_559_earns_55_points()
    {
        var account = await OpenAsync();
        var operation = Operations.AccruePurchase(Target.Account(account), 55_900);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(points: 55),
            [Gain(account, SystemAccount.PointsIssued, Asset.Points, 55, PointsLot(operation))]);
    }

    [Fact]
    public async Task A_purchase_too_small_to_earn_is_posted_and_moves_nothing()
    {
        var account = await OpenAsync();
        var operation = Operations.AccruePurchase(Target.Account(account), 999);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(), []);
    }

    [Fact]
    public async Task Stated_points_are_given_with_their_reason()
    {
        var account = await OpenAsync();
        var operation = Operations.AccruePoints(Target.Account(account), 7, "sign-in");

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(points: 7),
            [Gain(account, SystemAccount.PointsIssued, Asset.Points, 7, PointsLot(operation))]);
        var statement = await Reading.GetStatementAsync(new GetStatementRequest { Account = account });
        Assert.Equal(("sign-in", 7L), (statement.Lines[0].Reason, statement.Lines[0].Asked));
    }

    [Fact]
    public async Task A_redemption_spends_blocks_and_says_what_they_are_worth()
    {
        var account = await OpenAsync();
        var accrual = Operations.AccruePoints(Target.Account(account), 350, "gift");
        await PostedAsync(accrual);
        var operation = Operations.Redeem(Target.Account(account), 300);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(points: 50),
            [Give(account, SystemAccount.PointsRedeemed, Asset.Points, 300, PointsLot(accrual))], worthMinor: 1_500);
    }

    [Fact]
    public async Task Points_are_redeemed_in_multiples_only()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.AccruePoints(Target.Account(account), 350, "gift"));
        var operation = Operations.Redeem(Target.Account(account), 150);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(points: 350), [],
            Outcome.NotAMultiple, new Refusal { Needed = 150, MultipleOf = 100 });
    }

    [Fact]
    public async Task More_points_than_there_are_are_not_redeemed()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.AccruePoints(Target.Account(account), 350, "gift"));
        var operation = Operations.Redeem(Target.Account(account), 400);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(points: 350), [],
            Outcome.InsufficientPoints, new Refusal { Needed = 400, Available = 350 });
    }

    [Fact]
    public async Task I12_Points_are_spent_from_the_lot_that_expires_first()
    {
        var programs = NewProgramFolder().Add(1, pointsValidity: "{ kind: days, count: 30 }").AddStore(1, 1);
        await BeginAnewAsync(programs);
        var account = await OpenAsync();
        var late = Operations.AccruePoints(Target.Account(account), 100, "late");
        var early = Operations.AccruePoints(
            Target.Account(account), 100, "early", new OperationDetails { BusinessTime = DateTimeOffset.UtcNow.AddDays(-10) });
        await PostedAsync(late);
        await PostedAsync(early);

        var receipt = await PostedAsync(Operations.Redeem(Target.Account(account), 200));

        var (lotOfEarly, lotOfLate) = (DateNumber(BusinessDate(early).AddDays(30)), DateNumber(BusinessDate(late).AddDays(30)));
        Assert.Equal(
            [
                Give(account, SystemAccount.PointsRedeemed, Asset.Points, 100, lotOfEarly),
                Give(account, SystemAccount.PointsRedeemed, Asset.Points, 100, lotOfLate),
            ],
            receipt.Transfers);
    }

    [Fact]
    public async Task I12_Points_past_their_last_day_are_held_and_cannot_be_spent()
    {
        var programs = NewProgramFolder().Add(1, pointsValidity: "{ kind: days, count: 5 }").AddStore(1, 1);
        await BeginAnewAsync(programs);
        var account = await OpenAsync();
        await PostedAsync(Operations.AccruePoints(
            Target.Account(account), 100, "gift", new OperationDetails { BusinessTime = DateTimeOffset.UtcNow.AddDays(-10) }));
        var operation = Operations.Redeem(Target.Account(account), 100);

        var receipt = await PostAsync(operation);

        // Unless the look of upkeep at the start was slower, and they are forfeited already.
        var held = receipt.Balances.Points;
        Assert.True(held is 100 or 0, $"{held} points");
        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(points: held), [],
            Outcome.InsufficientPoints, new Refusal { Needed = 100, Available = 0 });
    }
}
