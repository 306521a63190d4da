using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

[Collection(OneServer.Name)]
public sealed class AdjustmentTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Theory]
    [InlineData(Asset.Points)]
    [InlineData(Asset.Principal)]
    [InlineData(Asset.Bonus)]
    public async Task A_balance_is_corrected_up_and_down_against_the_adjustment_account(Asset asset)
    {
        var account = await OpenAsync();
        var up = Operations.Adjust(Target.Account(account), asset, 70, "found");
        var down = Operations.Adjust(Target.Account(account), asset, -30, "lost");
        var lot = asset switch { Asset.Points => PointsLot(up), Asset.Bonus => BonusLot(up), _ => 0 };

        await ReceiptAsync(Ledger.Connection, up, await PostAsync(up), account, HoldsOf(asset, 70),
            [Gain(account, SystemAccount.Adjustment, asset, 70, lot)]);
        await ReceiptAsync(Ledger.Connection, down, await PostAsync(down), account, HoldsOf(asset, 40),
            [Give(account, SystemAccount.Adjustment, asset, 30, lot)]);
    }

    [Theory]
    [InlineData(Asset.Points, Outcome.InsufficientPoints)]
    [InlineData(Asset.Principal, Outcome.InsufficientFunds)]
    [InlineData(Asset.Bonus, Outcome.InsufficientFunds)]
    public async Task I2_A_correction_does_not_take_more_than_there_is(Asset asset, Outcome outcome)
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.Adjust(Target.Account(account), asset, 70, "found"));
        var operation = Operations.Adjust(Target.Account(account), asset, -71, "lost");

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, HoldsOf(asset, 70), [], outcome,
            new Refusal { Needed = 71, Available = 70 });
    }

    [Fact]
    public async Task A_correction_does_not_pass_the_limit_of_the_balance()
    {
        var programs = NewProgramFolder().Add(1, storedValueMinor: 1_000).AddStore(1, 1);
        await BeginAnewAsync(programs);
        var account = await OpenAsync();
        await PostedAsync(Operations.Adjust(Target.Account(account), Asset.Bonus, 400, "found"));
        var operation = Operations.Adjust(Target.Account(account), Asset.Principal, 601, "found");

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(bonus: 400), [],
            Outcome.BalanceLimit, new Refusal { Needed = 601, Available = 600 });
    }

    private static Holdings HoldsOf(Asset asset, long amount) => asset switch
    {
        Asset.Points => Holds(points: amount),
        Asset.Principal => Holds(principal: amount),
        _ => Holds(bonus: amount),
    };
}
