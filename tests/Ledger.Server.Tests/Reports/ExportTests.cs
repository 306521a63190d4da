using System.Globalization;
using CsvHelper;

namespace Ledger.Server.Tests.Reports;

[Collection(OneServer.Name)]
public sealed class ExportTests(LedgerCluster cluster) : ReportTest(cluster, new DateTimeOffset(2026, 11, 20, 4, 0, 0, TimeSpan.Zero))
{
    [Fact]
    public async Task A_statement_is_exported_transfer_by_transfer_in_pieces()
    {
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 20_000, details: new OperationDetails { Reference = "a \"quoted\", 中文 text" }));
        await PostAsync(At.Debit(member, 90_000, details: new OperationDetails { Reference = "=1+2" }));
        for (var i = 0; i < 450; i++)
            await PostedAsync(At.AccruePoints(member, 1 + i, "a reason as long as reasons often are", In(1, 1, i + 1)));
        var account = (await BalancesOfAsync(member)).Account;

        var (rows, pieces) = await ExportAsync(new ExportRequest { Statement = new GetStatementRequest { Account = account } });

        Assert.True(pieces > 2);
        var lines = await LinesAsync(account);
        Assert.Equal(453, lines.Count);
        var expected = lines.SelectMany(line =>
            line.Receipt.Transfers.Count == 0 ? [(line, null)] : line.Receipt.Transfers.Select(transfer => (line, (Transfer?)transfer)));
        Assert.Equal(
            expected.Select(row => (
                OperationKey.FromByteString(row.line.Receipt.Key).ToString(), row.line.TerminalSeq.ToString(CultureInfo.InvariantCulture),
                (row.Item2?.Amount ?? 0).ToString(CultureInfo.InvariantCulture),
                row.line.Receipt.Balances.Points.ToString(CultureInfo.InvariantCulture),
                row.line.Receipt.Sequence.ToString(CultureInfo.InvariantCulture), row.line.Reason)),
            rows.Select(row => (row["key"], row["terminal_seq"], row["amount"], row["points_after"], row["sequence"], row["reason"])));

        var topUp = rows.Where(row => row["kind"] == "top_up").ToArray();
        Assert.Equal(["principal", "bonus"], topUp.Select(row => row["asset"]));
        Assert.Equal(["tender", "bonus_expense"], topUp.Select(row => row["ledger_account"]));
        Assert.Equal(["", "2027-11-20"], topUp.Select(row => row["lot"]));
        Assert.All(topUp, row => Assert.Equal("a \"quoted\", 中文 text", row["reference"]));
        Assert.Equal("2026-11-20", topUp[0]["business_date"]);
        Assert.StartsWith("2026-11-20T04:0", topUp[0]["posted_at"], StringComparison.Ordinal);
        var refused = rows.Single(row => row["kind"] == "debit");
        Assert.Equal(("insufficient_funds", "0", "", "90000"), (refused["outcome"], refused["amount"], refused["asset"], refused["asked"]));
        // A spreadsheet would calculate it.
        Assert.Equal("'=1+2", refused["reference"]);
    }

    [Fact]
    public async Task A_statement_can_be_exported_from_a_page_on()
    {
        var member = await MemberAsync();
        for (var i = 0; i < 5; i++) await PostedAsync(At.AccruePoints(member, 1 + i, "gift"));
        var account = (await BalancesOfAsync(member)).Account;
        var first = await Reading.GetStatementAsync(new GetStatementRequest { Account = account, PageSize = 2 });

        var (rows, _) = await ExportAsync(
            new ExportRequest { Statement = new GetStatementRequest { Account = account, PageSize = 1, Page = first.NextPage } });

        Assert.Equal(["3", "2", "1", "0"], rows.Select(row => row["amount"]));
    }

    [Fact]
    public async Task Settlement_trial_balance_close_and_liability_are_exported_as_they_are_answered()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).AddStore(1, 1, belongs: "branch: \"=North\"").AddStore(2, 1));
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 20_000, details: In(1, 1, 5)));
        await PostedAsync(At.AccruePoints(member, 300, "gift", In(1, 1, 8)));
        await PostedAsync(At.Debit(member, 2_000, details: In(2)));
        await PostedAsync(At.Redeem(member, 200, In(1, 1, 8)));

        var settlement = await Reporting.GetSettlementAsync(new GetSettlementRequest { Level = SettlementLevel.Store, Month = 2026_11 });
        Assert.Equal(
            settlement.Lines.Select(line => Row(
                line.Party, line.TenderMinor, line.PrincipalSpentMinor, line.BonusSpentMinor, line.CashOutMinor, line.FeesMinor,
                line.PointsIssued,
                line.PointsRedeemed, line.PointsWorthMinor, line.NetMinor, "false", line.FeesKeptMinor, line.NettedMinor, "")),
            await RowsAsync(new ExportRequest { Settlement = new GetSettlementRequest { Level = SettlementLevel.Store,
            Month = 2026_11 } }));
        Assert.Equal(2, settlement.Lines.Count);
        var (branches, _) = await ExportAsync(
            new ExportRequest { Settlement = new GetSettlementRequest { Level = SettlementLevel.Branch, Month = 2026_11 } });
        Assert.Equal(["", "'=North"], branches.Select(row => row["party"]));

        Assert.Equal(
            [
                Row("points", "members", 200, 300), Row("points", "points_issued", 300, 0), Row("points", "points_redeemed", 0, 200),
                Row("principal", "members", 500, 20_000), Row("principal", "tender", 20_000, 0), Row("principal", "sales", 0, 500),
                Row("bonus", "members", 1_500, 1_500), Row("bonus", "sales", 0, 1_500), Row("bonus", "bonus_expense", 1_500, 0),
            ],
            await RowsAsync(new ExportRequest { TrialBalance = new GetTrialBalanceRequest() }));

        var asked = new GetCloseRequest { Store = 1, Terminal = 1, BusinessDate = 2026_11_20 };
        var close = await Reporting.GetCloseAsync(asked);
        Assert.Equal(
            [
                Row("total", 1, 1, "2026-11-20", "top_up", "posted", "principal", 1, 20_000, 0, "", "", close.Position),
                Row("total", 1, 1, "2026-11-20", "top_up", "posted", "bonus", 1, 1_500, 0, "", "", close.Position),
                Row("total", 1, 1, "2026-11-20", "accrue", "posted", "points", 1, 300, 0, "", "", close.Position),
                Row("total", 1, 1, "2026-11-20", "redeem", "posted", "points", 1, 0, 200, "", "", close.Position),
                Row("missing", 1, 1, "2026-11-20", "", "", "", 0, "", "", 6, 7, close.Position),
                Row("repeated", 1, 1, "2026-11-20", "", "", "", 2, "", "", 8, 8, close.Position),
            ],
            await RowsAsync(new ExportRequest { Close = asked }));

        Assert.Equal(
            [Row("held", "points", 0, 30, "", 100), Row("held", "principal", 0, 30, "", 19_500)],
            await RowsAsync(new ExportRequest { Liability = new GetLiabilityRequest() }));
    }

    [Fact]
    public async Task A_file_without_rows_has_its_header()
    {
        using var call = Reporting.Export(
            new ExportRequest { Settlement = new GetSettlementRequest { Level = SettlementLevel.Store, Month = 2026_10 } });
        var text = "";
        await foreach (var piece in call.ResponseStream.ReadAllAsync()) text += piece.Content.ToStringUtf8();

        Assert.Equal(
            "party,tender_minor,principal_spent_minor,bonus_spent_minor,cash_out_minor,fees_minor,points_issued,points_redeemed,"
            + "points_worth_minor,net_minor,final,fees_kept_minor,netted_minor,late_of\r\n",
            text);
    }

    [Fact]
    public async Task A_file_begins_with_a_byte_order_mark_on_wish()
    {
        var request = new ExportRequest { TrialBalance = new GetTrialBalanceRequest(), ByteOrderMark = true };
        using var call = Reporting.Export(request);
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal([0xEF, 0xBB, 0xBF, (byte)'a'], call.ResponseStream.Current.Content.Take(4));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠x", "'＠x")]
    [InlineData("👍 fine", "👍 fine")]
    [InlineData("1=1", "1=1")]
    public async Task What_a_spreadsheet_could_take_for_a_formula_is_kept_a_text(string reference, string written)
    {
        var account = (await PostedAsync(At.OpenAccount())).Account;
        await PostedAsync(At.TopUp(Target.Account(account), 100, details: new OperationDetails { Reference = reference }));
        var (rows, _) = await ExportAsync(new ExportRequest { Statement = new GetStatementRequest { Account = account } });
        Assert.Equal(written, rows[0]["reference"]);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        async Task WrongAsync(ExportRequest request, StatusCode code, string violation) =>
            Problem.AssertViolations(await Assert.ThrowsAsync<RpcException>(() => ExportAsync(request)), code, violation);

        await WrongAsync(new ExportRequest(), StatusCode.InvalidArgument, "report REQUIRED");
        await WrongAsync(new ExportRequest { Settlement = new GetSettlementRequest { Month = 2026_11 } }, StatusCode.InvalidArgument,
            "level REQUIRED");
        await WrongAsync(new ExportRequest { Close = new GetCloseRequest { Store = 9, BusinessDate = 2026_11_20 } }, StatusCode.NotFound,
            "store UNKNOWN_STORE");
        await WrongAsync(new ExportRequest { Statement = new GetStatementRequest { Account = 12 } }, StatusCode.NotFound,
            "account UNKNOWN_ACCOUNT");
        await WrongAsync(new ExportRequest { Statement = new GetStatementRequest { Account = 12, PageSize = 201 } },
            StatusCode.InvalidArgument, "page_size OUT_OF_RANGE");
    }

    private async Task<Balances> BalancesOfAsync(Target member)
    {
        var named = At.Debit(member, 1);
        return await BalancesAsync(named.Account);
    }

    private async Task<List<StatementLine>> LinesAsync(long account)
    {
        var lines = new List<StatementLine>();
        var page = new GetStatementRequest { Account = account, PageSize = 100 };
        do
        {
            var statement = await Reading.GetStatementAsync(page);
            lines.AddRange(statement.Lines);
            page.Page = statement.NextPage;
        } while (page.Page.Length > 0);
        return lines;
    }

    private static string Row(params object[] values) =>
        string.Join('|', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    private async Task<IEnumerable<string>> RowsAsync(ExportRequest request) =>
        (await ExportAsync(request)).Rows.Select(row => string.Join('|', row.Values));

    /// <summary>The file read back: each row by the names of its columns, in their order; and in how many pieces it came.</summary>
    private async Task<(List<Dictionary<string, string>> Rows, int Pieces)> ExportAsync(ExportRequest request)
    {
        using var file = new MemoryStream();
        var pieces = 0;
        using (var call = Reporting.Export(request))
            await foreach (var piece in call.ResponseStream.ReadAllAsync())
            {
                piece.Content.WriteTo(file);
                pieces++;
                Assert.InRange(piece.Content.Length, 1, 64 * 1024);
            }
        using var csv = CsvReader.Create(file.ToArray(), CsvReaderOptions.Default with { HasHeader = false });
        Assert.True(csv.Read());
        var names = csv.Current.ToArray();
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read()) rows.Add(names.Zip(csv.Current.ToArray()).ToDictionary(pair => pair.First, pair => pair.Second));
        return (rows, pieces);
    }
}
