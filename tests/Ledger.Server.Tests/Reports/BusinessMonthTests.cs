namespace Ledger.Server.Tests.Reports;

/// <summary>Settlement by the months of the program's own days, and what comes when a month is closed.</summary>
[Collection(OneServer.Name)]
public sealed class BusinessMonthTests(LedgerCluster cluster)
    : ReportTest(cluster, new DateTimeOffset(2026, 1, 31, 15, 0, 0, TimeSpan.Zero))
{
    private const int January = 2026_01;
    private const int February = 2026_02;

    [Fact]
    public async Task A_month_ends_where_the_closes_of_its_days_end()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).AddStore(1, 1));
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 100, details: In(1)));                        // 31 January, 23:00 in Shanghai
        Moving.Advance(TimeSpan.FromMinutes(90));
        await PostedAsync(At.TopUp(member, 10, details: In(1)));                         // 1 February, 00:30

        Assert.Equal([Line("1", 100)], (await SettleAsync(January)).Lines);
        Assert.Equal([Line("1", 10)], (await SettleAsync(February)).Lines);
        Assert.Equal(100, await LoadedAsync(1, 2026_01_31));
        Assert.Equal(10, await LoadedAsync(1, 2026_02_01));
        // By the time of posting in UTC both are of January.
        var posted = await Reporting.GetSettlementAsync(new GetSettlementRequest { Level = SettlementLevel.Store, Month = January });
        Assert.Equal([Line("1", 110)], posted.Lines);
    }

    [Fact]
    public async Task A_month_is_closed_two_days_after_its_end_and_what_comes_later_is_settled_with_the_next()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).AddStore(1, 1).AddStore(2, 1, "Pacific/Pago_Pago"));
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 100, details: In(1)));
        var offline = new OperationBuilder(1, 1, 3, new ShiftedClock(Moving.GetUtcNow()));
        // 1 February, 17:00 in Shanghai: still 31 January in Pago Pago, and in time.
        Moving.Advance(TimeSpan.FromHours(18));
        await PostedAsync(At.TopUp(member, 20, details: In(2)));
        Moving.Advance(TimeSpan.FromHours(30));                                          // 2 February, 23:00
        await PostedAsync(offline.TopUp(member, 3, details: In(1)));
        Assert.False((await SettleAsync(January)).Final);
        Moving.Advance(TimeSpan.FromMinutes(66));                                        // 3 February, 00:06
        var january = await SettleAsync(January);
        Assert.True(january.Final);
        Assert.Equal([Line("1", 103), Line("2", 20)], january.Lines);

        await PostedAsync(offline.TopUp(member, 4_000, details: In(1)));
        await PostedAsync(At.TopUp(member, 50_000, details: In(2)));                     // with 5,000 bonus, which is nobody's

        Assert.Equal(january, await SettleAsync(January));
        var february = await SettleAsync(February);
        Assert.Equal([Line("2", 50_000)], february.Lines);
        Assert.Equal([Line("1", 4_000, lateOf: January)], february.LateLines);
    }

    [Fact]
    public async Task A_settled_month_stays_when_the_program_gets_another_home()
    {
        var programs = NewProgramFolder().Add(1).AddStore(5, 1);
        await BeginAnewAsync(programs);
        var member = await MemberAsync(store: 5);
        var offline = new OperationBuilder(5, 1, 3, new ShiftedClock(Moving.GetUtcNow()));
        await PostedAsync(At.TopUp(member, 100, details: In(5)));
        Moving.Advance(TimeSpan.FromHours(50));                                          // 3 February, 01:00 in Shanghai
        await PostedAsync(offline.TopUp(member, 7));
        var january = await SettleAsync(January);
        Assert.True(january.Final);

        // There the month ends most of a day later.
        programs.AddStore(1, 1, "Pacific/Pago_Pago");
        await RestartAsync(settings => settings.Programs = programs.Path);

        Assert.Equal(january, await SettleAsync(January));
        Assert.Equal([Line("5", 7, lateOf: January)], (await SettleAsync(February)).LateLines);
    }

    [Fact]
    public async Task Months_are_those_of_each_program_and_a_program_without_stores_has_nothing_to_settle()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).Add(2).Add(3).AddStore(1, 1).AddStore(2, 2, "America/New_York"));
        await PostedAsync(At.TopUp(await MemberAsync(store: 1), 1, details: In(1)));     // 31 January in both
        await PostedAsync(At.TopUp(await MemberAsync(store: 2), 2, details: In(2)));
        Moving.Advance(TimeSpan.FromHours(2));                                           // 1 February in Shanghai alone
        await PostedAsync(At.TopUp(await MemberAsync(store: 1), 10, details: In(1)));
        await PostedAsync(At.TopUp(await MemberAsync(store: 2), 20, details: In(2)));

        Assert.Equal([Line("1", 1), Line("2", 22)], (await SettleAsync(January)).Lines);
        Assert.Equal([Line("1", 10)], (await SettleAsync(February)).Lines);
        Assert.Equal([Line("2", 22)], (await SettleAsync(January, program: 2)).Lines);
        Assert.Empty((await SettleAsync(January, program: 3)).Lines);
        Moving.Advance(TimeSpan.FromHours(48));                                          // closed in Shanghai, not in New York
        Assert.True((await SettleAsync(January, program: 1)).Final);
        Assert.False((await SettleAsync(January)).Final);
    }

    [Fact]
    public async Task The_file_has_late_postings_behind_the_others()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).AddStore(1, 1));
        var member = await MemberAsync();
        var offline = new OperationBuilder(1, 1, 3, new ShiftedClock(Moving.GetUtcNow()));
        Moving.Advance(TimeSpan.FromDays(3));
        await PostedAsync(At.TopUp(member, 5, details: In(1)));
        await PostedAsync(offline.TopUp(member, 7));

        using var file = new MemoryStream();
        using var client = Ledger.Client();
        await client.ExportAsync(
            new ExportRequest { Settlement = new GetSettlementRequest { Level = SettlementLevel.Store, BusinessMonth = February } }, file);

        Assert.Equal(
            "party,tender_minor,principal_spent_minor,bonus_spent_minor,cash_out_minor,fees_minor,points_issued,points_redeemed,"
            + "points_worth_minor,net_minor,final,fees_kept_minor,netted_minor,late_of\r\n"
            + "1,5,0,0,0,0,0,0,0,-5,false,0,0,\r\n1,7,0,0,0,0,0,0,0,-7,false,0,0,2026-01\r\n",
            System.Text.Encoding.UTF8.GetString(file.ToArray()));
    }

    [Theory]
    [InlineData(0, 2026_01, 2026_01, StatusCode.InvalidArgument, "business_month AMBIGUOUS")]
    [InlineData(0, 0, 2026_13, StatusCode.InvalidArgument, "business_month OUT_OF_RANGE")]
    [InlineData(9, 0, 2026_01, StatusCode.NotFound, "program UNKNOWN_PROGRAM")]
    public async Task What_is_wrong_is_named(int program, int month, int businessMonth, StatusCode code, string violation) =>
        Problem.AssertViolations(
            await RefusedAsync(Reporting.GetSettlementAsync(new GetSettlementRequest
            {
                Program = program, Level = SettlementLevel.Store, Month = month, BusinessMonth = businessMonth,
            })), code, violation);

    private async Task<Settlement> SettleAsync(int month, int program = 0) => await Reporting.GetSettlementAsync(
        new GetSettlementRequest { Program = program, Level = SettlementLevel.Store, BusinessMonth = month });

    private async Task<long> LoadedAsync(int store, int date) =>
        (await Reporting.GetCloseAsync(new GetCloseRequest { Store = store, BusinessDate = date })).Lines
        .Where(line => line is { Kind: Kind.TopUp, Asset: Asset.Principal }).Sum(line => line.Given);

    private static SettlementLine Line(string party, long tender, int lateOf = 0) =>
        new() { Party = party, TenderMinor = tender, NetMinor = -tender, LateOf = lateOf };
}
