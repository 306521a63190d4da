namespace Ledger.Server.Tests.BadInput;

[Collection(OneServer.Name)]
public sealed class BadFieldTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Theory]
    [InlineData(Way.Unary)]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task A_bad_field_is_named_and_its_neighbours_are_posted(Way way)
    {
        var account = await OpenAsync();
        var bad = BadFields.All.Select(field =>
        {
            var operation = Operations.TopUp(Target.Account(account), 1);
            field.Change(operation);
            return operation;
        }).ToArray();
        var good = bad.Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray();

        var results = await Posting.SendAsync(way, [.. bad.Zip(good).SelectMany(pair => new[] { pair.First, pair.Second })]);

        var answers = results.Where((_, position) => position % 2 == 0)
            .Select(result => (
                Code: (StatusCode)(result.Problem?.Code ?? 0), Violations: string.Join(", ", result.Problem?.Violations() ?? [])));
        Assert.Equal(
            BadFields.All.Select(field => (field.Name, field.Code, string.Join(", ", field.Violations))),
            BadFields.All.Zip(answers, (field, answer) => (field.Name, answer.Code, answer.Violations)));
        Assert.All(results.Where((_, position) => position % 2 == 1), result => Assert.Equal(Outcome.Posted, result.Receipt?.Outcome));
        Assert.Equal(good.Length, (await BalancesAsync(account)).Holdings.PrincipalMinor);
        // I8: of the bad ones nothing is recorded; beside the good ones there is the opening.
        Assert.Equal(good.Length + 1, await ScalarAsync<long>("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task Texts_and_amounts_at_their_longest_and_largest_are_taken()
    {
        var account = await OpenAsync(card: new string('~', 64));
        await PostedAsync(Operations.IssueCard(Target.Account(account), "8letters"));
        var longest = string.Concat(Enumerable.Repeat("金", 64));

        await PostedAsync(Operations.TopUp(
            Target.Account(account), 1_000_000, longest, new OperationDetails { Reference = longest, TerminalSeq = long.MaxValue }));
        await PostedAsync(Operations.AccruePurchase(Target.Account(account), 10_000_000));
        await PostedAsync(Operations.AccruePoints(Target.Account(account), 1_000_000, longest + longest));
        await PostedAsync(Operations.Adjust(Target.Account(account), Asset.Points, -1_000_000, longest + longest));
        await PostedAsync(Operations.Debit(
            Target.Account(account), 1_000_000, details: new OperationDetails { Reference = "👩‍👩‍👧‍👧", Terminal = int.MaxValue }));

        var statement = await Reading.GetStatementAsync(new GetStatementRequest { Account = account });
        Assert.Equal(longest, statement.Lines.Single(line => line.Kind == Kind.TopUp).Reference);
        Assert.Equal("👩‍👩‍👧‍👧", statement.Lines[0].Reference);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_batch_of_none_or_too_many_is_refused_as_a_whole(int count)
    {
        var batch = new PostBatchRequest { Operations = { Enumerable.Range(0, count).Select(_ => Operations.OpenAccount()) } };

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Posting.PostBatchAsync(batch));

        Problem.AssertViolations(refused, StatusCode.InvalidArgument, "operations OUT_OF_RANGE");
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task A_full_batch_of_a_thousand_is_taken()
    {
        var operations = Enumerable.Range(0, 1000).Select(_ => Operations.OpenAccount()).ToArray();

        var receipts = await Posting.ReceiptsAsync(Way.Batch, operations);

        Assert.All(receipts, receipt => Assert.Equal(Outcome.Posted, receipt.Outcome));
        Assert.Equal(1000, await CountInJournalAsync(operations));
    }
}
