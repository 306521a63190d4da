using System.Globalization;
using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Reads;

[Collection(OneServer.Name)]
public sealed class StatementTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_line_carries_the_receipt_and_the_operations_own_fields()
    {
        var account = await OpenAsync(card: "card-of-member-1111");
        var operation = Operations.TopUp(
            Target.Card("card-of-member-1111"), 20_000, "scheme 4711", new OperationDetails { Reference = "ticket 9", TerminalSeq = 42 });
        var receipt = await PostedAsync(operation);

        var statement = await Reading.GetStatementAsync(new GetStatementRequest { Card = "card-of-member-1111", PageSize = 1 });

        Assert.Equal(account, statement.Account);
        Assert.Equal(
            new StatementLine
            {
                Receipt = receipt, Kind = Kind.TopUp, Store = 1, Terminal = 7, Operator = 3, TerminalSeq = 42,
                BusinessTime = operation.BusinessTime,
                Reference = "ticket 9", Reason = "scheme 4711", Asked = 20_000,
            },
            Assert.Single(statement.Lines));
    }

    [Fact]
    public async Task Each_kind_is_named_and_says_what_it_asked_for()
    {
        var account = await OpenAsync();
        var target = Target.Account(account);
        foreach (var operation in new[]
        {
            Operations.IssueCard(target, "card-of-member-1111"), Operations.TopUp(target, 500),
            Operations.AccruePurchase(target, 1_000_000), Operations.AccruePoints(target, 5, "gift"), Operations.Debit(target, 40),
            Operations.Redeem(target, 100), Operations.Adjust(target, Asset.Principal, -60, "lost"),
        }) await PostedAsync(operation);

        var statement = await Reading.GetStatementAsync(new GetStatementRequest { Account = account });

        Assert.Equal(
            [
                (Kind.Adjust, -60L, "lost"), (Kind.Redeem, 100, ""), (Kind.Debit, 40, ""), (Kind.Accrue, 5, "gift"),
                (Kind.Accrue, 1_000_000, ""),
                (Kind.TopUp, 500, ""), (Kind.IssueCard, 0, ""), (Kind.OpenAccount, 0, ""),
            ],
            statement.Lines.Select(line => (line.Kind, line.Asked, line.Reason)));
        Assert.Equal("", statement.NextPage);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    [InlineData(0)]
    public async Task Pages_go_through_every_transaction_once_newest_first_with_all_their_legs(int pageSize)
    {
        var account = await OpenAsync();
        var neighbour = await OpenAsync();
        var answered = new List<Receipt>();
        for (var round = 0; round < 30; round++)
        {
            // Two legs, two legs, a refusal; the neighbour's rows lie in between.
            foreach (var operation in new[]
            {
                Operations.TopUp(Target.Account(account), 20_000), Operations.Debit(Target.Account(account), 2_000),
                Operations.Redeem(Target.Account(account), 100),
            }) answered.Add(await PostAsync(operation));
            await PostedAsync(Operations.TopUp(Target.Account(neighbour), 1));
        }

        var (lines, pages, page) = (new List<StatementLine>(), 0, "");
        do
        {
            var statement = await Reading.GetStatementAsync(
                new GetStatementRequest { Account = account, PageSize = pageSize, Page = page });
            Assert.InRange(statement.Lines.Count, 1, pageSize == 0 ? 50 : pageSize);
            lines.AddRange(statement.Lines);
            page = statement.NextPage;
            pages++;
        }
        while (page.Length > 0);

        answered.Reverse();
        Assert.Equal(answered, lines.SkipLast(1).Select(line => line.Receipt));
        Assert.Equal(Kind.OpenAccount, lines[^1].Kind);
        var size = pageSize == 0 ? 50 : pageSize;
        Assert.Equal((lines.Count + size - 1) / size, pages);
    }

    [Fact]
    public async Task The_typed_client_walks_all_pages()
    {
        var account = await OpenAsync();
        for (var i = 0; i < 10; i++) await PostedAsync(Operations.TopUp(Target.Account(account), 1));

        var count = 0;
        await foreach (var line in Ledger.Client().GetStatementAsync(Target.Account(account), pageSize: 3))
            count += line.Receipt.Account == account ? 1 : 0;

        Assert.Equal(11, count);
    }

    [Fact]
    public async Task A_page_that_is_none_is_refused()
    {
        var account = await OpenAsync();

        foreach (var page in new[] { "x", "-1", "0", " 1", "999999", "9223372036854775808" })
            Problem.AssertViolations(await AskAsync(account, page), StatusCode.InvalidArgument, "page MALFORMED");
    }

    [Fact]
    public async Task A_page_of_another_account_is_refused()
    {
        var (own, other) = (await OpenInAsync(1), await OpenInAsync(1));
        var receipt = await PostedAsync(Operations.TopUp(Target.Account(other), 1));

        var refused = await AskAsync(own, receipt.Sequence.ToString(CultureInfo.InvariantCulture));

        Problem.AssertViolations(refused, StatusCode.InvalidArgument, "page MALFORMED");
    }

    [Fact]
    public async Task A_page_that_points_into_a_transaction_never_shows_a_part_of_it()
    {
        var account = await OpenAsync();
        var receipt = await PostedAsync(Operations.TopUp(Target.Account(account), 20_000));
        Assert.Equal(2, receipt.Transfers.Count);

        // The row of the first leg: no statement gave this page.
        var refused = await AskAsync(account, receipt.Sequence.ToString(CultureInfo.InvariantCulture));

        Problem.AssertViolations(refused, StatusCode.InvalidArgument, "page MALFORMED");
    }

    [Fact]
    public async Task A_page_size_out_of_range_is_refused()
    {
        var account = await OpenAsync();
        foreach (var pageSize in new[] { -1, 201, int.MinValue })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(async () =>
                await Reading.GetStatementAsync(new GetStatementRequest { Account = account, PageSize = pageSize }));

            Problem.AssertViolations(refused, StatusCode.InvalidArgument, "page_size OUT_OF_RANGE");
        }
    }

    private async Task<RpcException> AskAsync(long account, string page) => await Assert.ThrowsAsync<RpcException>(async () =>
        await Reading.GetStatementAsync(new GetStatementRequest { Account = account, Page = page }));
}
