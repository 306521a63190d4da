namespace Ledger.Server.Tests.Reports;

[Collection(OneServer.Name)]
public sealed class IncompleteJournalTests(LedgerCluster cluster)
    : ReportTest(cluster, new DateTimeOffset(2026, 11, 20, 4, 0, 0, TimeSpan.Zero))
{
    public static TheoryData<string> Reports => ["trial balance", "liability", "settlement", "business month", "close", "export"];

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task A_month_that_is_detached_is_named_and_no_report_says_less_without_it(string report)
    {
        await PostedAsync(At.TopUp(await MemberAsync(), 100));
        Moving.Advance(TimeSpan.FromDays(15));
        await PostedAsync(At.TopUp(await MemberAsync(), 1));
        await AskAsync(report);
        var bounds = await ScalarAsync<string>(
            "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = 'journal_2026_11'::regclass");
        await ExecuteAsync("ALTER TABLE journal DETACH PARTITION journal_2026_11");

        var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync(report));

        Assert.Equal((StatusCode.FailedPrecondition, "JOURNAL_INCOMPLETE"), (refused.StatusCode, Problem.Of(refused).Reason()));
        Assert.Contains("month 2026-11", refused.Status.Detail, StringComparison.Ordinal);
        await ExecuteAsync($"ALTER TABLE journal ATTACH PARTITION journal_2026_11 {bounds}");
        await AskAsync(report);
    }

    [Fact]
    public async Task A_month_that_was_dropped_is_missed_and_not_made_anew()
    {
        Ledger.VerifyAtEnd = false;
        await PostedAsync(At.TopUp(await MemberAsync(), 100));
        await ExecuteAsync("DROP TABLE journal_2027_01");
        await RestartAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync("trial balance"));

        Assert.Contains("month 2027-01", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(
            (await Audit.Verification.RunAsync(Ledger.Connection, default)).Findings,
            finding => finding is { Invariant: "months", Where: var where } && where.Contains("2027-01", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_partition_without_its_first_row_is_told()
    {
        Ledger.VerifyAtEnd = false;
        var account = (await PostedAsync(At.OpenAccount(account: Accounts.In(1)))).Account;
        await PostedAsync(At.TopUp(Target.Account(account), 100));
        await ExecuteAsync("DELETE FROM journal WHERE partition = 1 AND seq = 1");

        var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync("trial balance"));

        Assert.Contains("the first row of partition 1", refused.Status.Detail, StringComparison.Ordinal);
    }

    private async Task AskAsync(string report)
    {
        var settlement = new GetSettlementRequest { Level = SettlementLevel.Store, Month = 2026_11 };
        switch (report)
        {
            case "trial balance": await Reading.GetTrialBalanceAsync(new GetTrialBalanceRequest()); break;
            case "liability": await Reporting.GetLiabilityAsync(new GetLiabilityRequest()); break;
            case "settlement": await Reporting.GetSettlementAsync(settlement); break;
            case "business month":
                await Reporting.GetSettlementAsync(
                    new GetSettlementRequest { Level = SettlementLevel.Store, BusinessMonth = 2026_11 });
                break;
            case "close": await Reporting.GetCloseAsync(new GetCloseRequest { Store = 1, BusinessDate = 2026_11_20 }); break;
            default:
                using (var call = Reporting.Export(new ExportRequest { Settlement = settlement }))
                    while (await call.ResponseStream.MoveNext(default))
                    {
                    }
                break;
        }
    }
}
