using Google.Protobuf;
using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Reads;

[Collection(OneServer.Name)]
public sealed class OutcomeAndTrialBalanceTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_key_is_answered_with_its_receipt_replayed()
    {
        var account = await OpenAsync();
        var posted = await PostedAsync(Operations.TopUp(Target.Account(account), 20_000));
        var refused = await PostAsync(Operations.Debit(Target.Account(account), 90_000));

        Assert.Equal(Replayed(posted), await Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = posted.Key }));
        Assert.Equal(Replayed(refused), await Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = refused.Key }));
    }

    [Fact]
    public async Task An_unknown_key_is_not_found_and_a_malformed_one_is_named()
    {
        async Task<RpcException> Ask(ByteString key) =>
            await Assert.ThrowsAsync<RpcException>(async () => await Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = key }));

        Problem.AssertViolations(await Ask(Keys.New()), StatusCode.NotFound, "key UNKNOWN_KEY");
        Problem.AssertViolations(await Ask(Keys.At(DateTimeOffset.UnixEpoch)), StatusCode.NotFound, "key UNKNOWN_KEY");
        Problem.AssertViolations(await Ask(ByteString.Empty), StatusCode.InvalidArgument, "key KEY_MALFORMED");
        Problem.AssertViolations(await Ask(ByteString.CopyFrom(new byte[16])), StatusCode.InvalidArgument, "key KEY_MALFORMED");
    }

    [Fact]
    public async Task I1_The_trial_balance_balances_per_program_and_in_total()
    {
        var programs = NewProgramFolder().Add(1).Add(2).AddStore(1, 1).AddStore(2, 2);
        await BeginAnewAsync(programs);
        for (var store = 1; store <= 2; store++)
        {
            var details = new OperationDetails { Store = store };
            var target = Target.Account(await OpenAsync(details: details));
            await PostedAsync(Operations.TopUp(target, 20_000, details: details));
            await PostedAsync(Operations.AccruePoints(target, 200 * store, "gift", details));
            await PostedAsync(Operations.Debit(target, 2_000, details: details));
            await PostedAsync(Operations.Redeem(target, 100, details));
            await PostedAsync(Operations.Adjust(target, Asset.Principal, -10, "lost", details));
            Assert.Equal(Outcome.InsufficientFunds, (await PostAsync(Operations.Debit(target, 900_000, details: details))).Outcome);
        }

        Assert.Equal(Expected(200), await LinesAsync(1));
        Assert.Equal(Expected(400), await LinesAsync(2));
        // All programs: line by line the sum of the two.
        Assert.Equal(
            Expected(200).Zip(Expected(400), (one, two) => (one.Asset, one.System, one.Debits + two.Debits, one.Credits + two.Credits)),
            await LinesAsync(0));
        Assert.All((await LinesAsync(0)).GroupBy(line => line.Asset), asset => Assert.Equal(
            asset.Sum(line => line.Debits), asset.Sum(line => line.Credits)));
        Assert.Empty(await LinesAsync(3));

        static (Asset Asset, SystemAccount System, long Debits, long Credits)[] Expected(long points) =>
        [
            (Asset.Points, SystemAccount.Unspecified, 100, points),
            (Asset.Points, SystemAccount.PointsIssued, points, 0),
            (Asset.Points, SystemAccount.PointsRedeemed, 0, 100),
            (Asset.Principal, SystemAccount.Unspecified, 510, 20_000),
            (Asset.Principal, SystemAccount.Tender, 20_000, 0),
            (Asset.Principal, SystemAccount.Sales, 0, 500),
            (Asset.Principal, SystemAccount.Adjustment, 0, 10),
            (Asset.Bonus, SystemAccount.Unspecified, 1_500, 1_500),
            (Asset.Bonus, SystemAccount.Sales, 0, 1_500),
            (Asset.Bonus, SystemAccount.BonusExpense, 1_500, 0),
        ];
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(32_768)]
    public async Task A_program_number_out_of_range_is_refused(int program)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await Reading.GetTrialBalanceAsync(new GetTrialBalanceRequest { Program = program }));

        Problem.AssertViolations(refused, StatusCode.InvalidArgument, "program OUT_OF_RANGE");
    }

    private async Task<(Asset Asset, SystemAccount System, long Debits, long Credits)[]> LinesAsync(int program) =>
        [.. (await Reading.GetTrialBalanceAsync(new GetTrialBalanceRequest { Program = program })).Lines
            .Select(line => (line.Asset, line.System, line.Debits, line.Credits))];
}
