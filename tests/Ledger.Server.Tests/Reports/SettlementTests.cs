namespace Ledger.Server.Tests.Reports;

[Collection(OneServer.Name)]
public sealed class SettlementTests(LedgerCluster cluster) : ReportTest(cluster, new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero))
{
    private const int November = 2026_11;

    /// <summary>
    /// A member who loads in one store and spends in others: store 1 (branch North, merchant Grocer), 2 (North, Baker), 3 (none), and store
    /// 4 of another program.
    /// </summary>
    private async Task<ProgramFolder> HistoryAsync()
    {
        var programs = NewProgramFolder().Add(1).Add(2)
            .AddStore(1, 1, belongs: "branch: North, merchant: Grocer").AddStore(2, 1, belongs: "branch: North, merchant: Baker")
            .AddStore(3, 1).AddStore(4, 2);
        await BeginAnewAsync(programs);
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 20_000, details: In(1)));                     // and 1,500 bonus
        await PostedAsync(At.Debit(member, 2_000, details: In(2)));                      // 1,500 bonus, 500 principal
        await PostedAsync(At.Debit(member, 700, details: In(3)));
        await PostedAsync(At.AccruePurchase(member, 300_000, In(1)));                    // 300 points
        await PostedAsync(At.Redeem(member, 200, In(3)));                                // worth 1,000
        await PostedAsync(At.Adjust(member, Asset.Principal, -10, "counted", In(1)));    // nobody's
        Assert.Equal(Outcome.InsufficientFunds, (await PostAsync(At.Debit(member, 900_000, details: In(2)))).Outcome);
        var other = await MemberAsync(store: 4);
        await PostedAsync(At.TopUp(other, 3_000, details: In(4)));
        return programs;
    }

    [Fact]
    public async Task Each_party_has_its_columns_and_headquarters_nets_them()
    {
        await HistoryAsync();

        Assert.Equal(
            [
                Line("1", tender: 20_000, issued: 300, net: -20_000),
                Line("2", principal: 500, bonus: 1_500, net: 2_000),
                Line("3", principal: 700, redeemed: 200, worth: 1_000, net: 1_700),
                Line("4", tender: 3_000, net: -3_000),
            ],
            await LinesAsync(SettlementLevel.Store));
        Assert.Equal(
            [
                Line("", tender: 3_000, principal: 700, redeemed: 200, worth: 1_000, net: -1_300),
                Line("North", tender: 20_000, principal: 500, bonus: 1_500, issued: 300, net: -18_000),
            ],
            await LinesAsync(SettlementLevel.Branch));
        Assert.Equal(
            [
                Line("", principal: 700, redeemed: 200, worth: 1_000, net: 1_700),
                Line("Baker", principal: 500, bonus: 1_500, net: 2_000),
                Line("Grocer", tender: 20_000, issued: 300, net: -20_000),
            ],
            await LinesAsync(SettlementLevel.Merchant, program: 1));
        Assert.Empty(await LinesAsync(SettlementLevel.Store, month: November - 1));
    }

    [Fact]
    public async Task The_parties_sum_to_the_trial_balance()
    {
        await HistoryAsync();
        var balance = (await Reading.GetTrialBalanceAsync(new GetTrialBalanceRequest())).Lines;
        long Owed(SystemAccount system, params Asset[] assets) =>
            balance.Where(line => line.System == system && assets.Contains(line.Asset)).Sum(line => line.Credits - line.Debits);

        foreach (var level in new[] { SettlementLevel.Store, SettlementLevel.Branch, SettlementLevel.Merchant })
        {
            var lines = await LinesAsync(level);
            Assert.Equal(-Owed(SystemAccount.Tender, Asset.Principal), lines.Sum(line => line.TenderMinor));
            Assert.Equal(Owed(SystemAccount.Sales, Asset.Principal), lines.Sum(line => line.PrincipalSpentMinor));
            Assert.Equal(Owed(SystemAccount.Sales, Asset.Bonus), lines.Sum(line => line.BonusSpentMinor));
            Assert.Equal(-Owed(SystemAccount.PointsIssued, Asset.Points), lines.Sum(line => line.PointsIssued));
            Assert.Equal(Owed(SystemAccount.PointsRedeemed, Asset.Points), lines.Sum(line => line.PointsRedeemed));
        }
    }

    [Fact]
    public async Task A_month_that_is_over_is_final_and_never_changes()
    {
        await HistoryAsync();
        var open = await AskAsync(SettlementLevel.Store);
        Assert.False(open.Final);

        // Still the last business day of the month in New York, but posted in the next month.
        Moving.Advance(TimeSpan.FromHours(12) + TimeSpan.FromMinutes(4));
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 5_000, details: In(1)));
        Assert.False((await AskAsync(SettlementLevel.Store)).Final);
        Moving.Advance(TimeSpan.FromMinutes(2));

        var closed = await AskAsync(SettlementLevel.Store);
        Assert.True(closed.Final);
        Assert.Equal(open.Lines, closed.Lines);
        Assert.Equal([Line("1", tender: 5_000, net: -5_000)], await LinesAsync(SettlementLevel.Store, month: November + 1));
        Moving.Advance(TimeSpan.FromDays(20));
        Assert.Equal(closed, await AskAsync(SettlementLevel.Store));
    }

    [Fact]
    public async Task A_store_that_changes_its_branch_takes_nothing_along()
    {
        // The moment of the change is the database's.
        Moving.Advance(DateTimeOffset.UtcNow - Moving.GetUtcNow());
        var month = int.Parse(Moving.GetUtcNow().ToString("yyyyMM", System.Globalization.CultureInfo.InvariantCulture),
            System.Globalization.CultureInfo.InvariantCulture);
        var programs = await HistoryAsync();
        var before = await LinesAsync(SettlementLevel.Branch, month: month);

        programs.AddStore(2, 1, belongs: "branch: South, merchant: Baker");
        await RestartAsync(settings => settings.Programs = programs.Path);
        Assert.Equal(before, await LinesAsync(SettlementLevel.Branch, month: month));

        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 100, details: In(2)));
        SettlementLine[] expected = [.. before, Line("South", tender: 100, net: -100)];
        Assert.Equal(expected, await LinesAsync(SettlementLevel.Branch, month: month));
    }

    [Theory]
    [InlineData(0, 2, 2026_13, "month OUT_OF_RANGE")]
    [InlineData(0, 2, 0, "month OUT_OF_RANGE")]
    [InlineData(0, 0, November, "level REQUIRED")]
    [InlineData(0, 4, November, "level REQUIRED")]
    [InlineData(40_000, 1, November, "program OUT_OF_RANGE")]
    public async Task What_is_wrong_is_named(int program, int level, int month, string violation) => Problem.AssertViolations(
        await RefusedAsync(Reporting.GetSettlementAsync(new GetSettlementRequest { Program = program, Level = (SettlementLevel)level,
        Month = month })),
        StatusCode.InvalidArgument, violation);

    private async Task<Settlement> AskAsync(SettlementLevel level, int program = 0, int month = November) =>
        await Reporting.GetSettlementAsync(new GetSettlementRequest { Program = program, Level = level, Month = month });

    private async Task<SettlementLine[]> LinesAsync(SettlementLevel level, int program = 0, int month = November) =>
        [.. (await AskAsync(level, program, month)).Lines];

    private static SettlementLine Line(
        string party, long tender = 0, long principal = 0, long bonus = 0, long issued = 0, long redeemed = 0, long worth = 0,
        long net = 0) => new()
    {
        Party = party, TenderMinor = tender, PrincipalSpentMinor = principal, BonusSpentMinor = bonus, PointsIssued = issued,
        PointsRedeemed = redeemed, PointsWorthMinor = worth, NetMinor = net,
    };
}
