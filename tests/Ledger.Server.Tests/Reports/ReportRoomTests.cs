using Npgsql;

namespace Ledger.Server.Tests.Reports;

/// <summary>Reports that take long, and many of them: they end by their own bound, and take nobody else's connections.</summary>
[Collection(OneServer.Name)]
public sealed class ReportRoomTests(LedgerCluster cluster)
    : ReportTest(cluster, new DateTimeOffset(2026, 11, 20, 4, 0, 0, TimeSpan.Zero))
{
    private const int AtOnce = 2;
    private readonly GetSettlementRequest _settlement = new() { Level = SettlementLevel.Branch, Month = 2026_11 };

    [Fact]
    public async Task A_report_that_takes_too_long_says_so_and_the_database_is_not_away()
    {
        await RestartAsync(settings => (settings.Limits.ReportTimeoutSeconds, settings.Limits.QueryTimeoutSeconds) = (1, 1));
        await MemberAsync();
        await using (await HoldReportsAsync())
        {
            var refused = await RefusedAsync(Reporting.GetSettlementAsync(_settlement));

            Assert.Equal((StatusCode.DeadlineExceeded, "REPORT_TOO_LONG"), (refused.StatusCode, Problem.Of(refused).Reason()));
            Assert.Null(Problem.Of(refused).RetryDelay());
        }
        // Its room is free again.
        await Reporting.GetSettlementAsync(_settlement);
    }

    [Fact]
    public async Task A_page_of_a_statement_that_takes_too_long_says_so_too()
    {
        await RestartAsync(settings => settings.Limits.QueryTimeoutSeconds = 1);
        var request = new GetStatementRequest { Account = (await PostedAsync(At.OpenAccount())).Account };
        await using (var held = await ConnectAsync())
        {
            await held.ExecuteAsync("BEGIN; LOCK TABLE journal IN ACCESS EXCLUSIVE MODE");

            var refused = await RefusedAsync(Reading.GetStatementAsync(request));

            Assert.Equal((StatusCode.DeadlineExceeded, "REPORT_TOO_LONG"), (refused.StatusCode, Problem.Of(refused).Reason()));
            Assert.Contains("QueryTimeoutSeconds", refused.Status.Detail, StringComparison.Ordinal);
        }
        Assert.Single((await Reading.GetStatementAsync(request)).Lines);
    }

    [Fact]
    public async Task A_report_that_the_database_gives_up_is_told_the_same()
    {
        await MemberAsync();
        await using var held = await HoldReportsAsync();
        var asked = RefusedAsync(Reporting.GetSettlementAsync(_settlement));
        await UntilWaitingAsync(1);
        await ExecuteAsync("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'ledger-reports'");

        Assert.Equal("REPORT_TOO_LONG", Problem.Of(await asked.Bounded()).Reason());
    }

    [Fact]
    public async Task A_caller_who_leaves_leaves_the_room_to_others()
    {
        await RestartAsync(settings => settings.Limits.ReportConnectionsMax = 1);
        await MemberAsync();
        await using (await HoldReportsAsync())
        {
            using var leaving = new CancellationTokenSource();
            var call = Reporting.GetSettlementAsync(_settlement, cancellationToken: leaving.Token);
            await UntilWaitingAsync(1);
            await leaving.CancelAsync();
            Assert.Equal(StatusCode.Cancelled, (await RefusedAsync(call)).StatusCode);
        }
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    await Reporting.GetSettlementAsync(_settlement);
                    return true;
                }
                catch (RpcException full) when (full.StatusCode == StatusCode.ResourceExhausted)
                {
                    return false;
                }
            }, "the room is free");
    }

    [Fact]
    public async Task More_reports_than_there_is_room_for_are_refused_at_once_and_statements_go_on()
    {
        await RestartAsync(settings => settings.Limits.ReportConnectionsMax = AtOnce);
        var account = (await PostedAsync(At.OpenAccount())).Account;
        await using var held = await HoldReportsAsync();
        var waiting = Enumerable.Range(0, AtOnce).Select(_ => Reporting.GetSettlementAsync(_settlement).ResponseAsync).ToArray();
        await UntilWaitingAsync(AtOnce);

        for (var i = AtOnce; i < 64; i++)
        {
            var refused = await RefusedAsync(Reporting.GetSettlementAsync(_settlement)).Bounded();
            Assert.Equal((StatusCode.ResourceExhausted, "REPORTS_FULL"), (refused.StatusCode, Problem.Of(refused).Reason()));
            Assert.NotNull(Problem.Of(refused).RetryDelay());
        }
        // No connection of reports is free, and none is needed.
        var statement = await Reading.GetStatementAsync(new GetStatementRequest { Account = account }).ResponseAsync.Bounded();
        Assert.Single(statement.Lines);
        await PostedAsync(At.TopUp(Target.Account(account), 5));

        await held.DisposeAsync();
        await Task.WhenAll(waiting).Bounded();
    }

    // A settlement by branches reads this table, and nothing else does while a server runs.
    private async Task<NpgsqlConnection> HoldReportsAsync()
    {
        var session = await ConnectAsync();
        await session.ExecuteAsync("BEGIN; LOCK TABLE store_party IN ACCESS EXCLUSIVE MODE");
        return session;
    }

    private Task UntilWaitingAsync(int reports) => Wait.UntilAsync(
        async () => await ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ledger-reports' AND wait_event_type = 'Lock'") == reports,
        $"{reports} reports wait");
}
