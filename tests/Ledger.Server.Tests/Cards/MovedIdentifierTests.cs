using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Cards;

/// <summary>Identifiers that change hands. At its end each ledger is verified: the directory says what the journal does.</summary>
[Collection(OneServer.Name)]
public sealed class MovedIdentifierTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private static readonly Identifier Old = new() { Kind = IdentifierKind.Mobile, Value = "13800138000" };
    private static readonly Identifier New = new() { Kind = IdentifierKind.Mobile, Value = "13900139000" };
    private static readonly Identifier Document = new() { Kind = IdentifierKind.Document, Value = "X-1234567" };

    [Fact]
    public async Task A_number_that_was_given_up_can_become_another_members_and_come_back()
    {
        var (first, second) = (await OpenInAsync(0), await OpenInAsync(1));
        await PostedAsync(Operations.Describe(Target.Account(first), [Old]));
        Assert.Equal(Outcome.IdentifierTaken, (await PostAsync(Operations.Describe(Target.Account(second), [Old]))).Outcome);

        await PostedAsync(Operations.Describe(Target.Account(first), [New]));
        await PostedAsync(Operations.Describe(Target.Account(second), [Old]));
        Assert.Equal(second, (await PostedAsync(Operations.TopUp(Target.Identifier(Old.Kind, Old.Value), 1))).Account);
        Assert.Equal(first, (await PostedAsync(Operations.TopUp(Target.Identifier(New.Kind, New.Value), 1))).Account);

        await PostedAsync(Operations.Describe(Target.Account(second),
            [new Identifier { Kind = IdentifierKind.Mobile, Value = "13700137000" }]));
        await PostedAsync(Operations.Describe(Target.Account(first), [Old]));
        Assert.Equal(first, (await PostedAsync(Operations.TopUp(Target.Identifier(Old.Kind, Old.Value), 1))).Account);
        Assert.True((await Ledger.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task Who_has_left_can_be_a_member_anew_with_the_same_numbers()
    {
        var first = await OpenInAsync(0);
        await PostedAsync(Operations.Describe(Target.Account(first), [Old, Document]));
        var leaving = Operations.CancelAccount(Target.Identifier(Old.Kind, Old.Value), "moves away");
        var left = await PostedAsync(leaving);

        // It names nobody, but what was sent by it has its answer.
        Assert.Equal(Replayed(left), await PostAsync(leaving));
        var unknown = await Assert.ThrowsAsync<RpcException>(() => PostAsync(Operations.TopUp(Target.Identifier(Old.Kind, Old.Value), 1)));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        var again = await PostedAsync(Operations.OpenAccount(new AccountOpening { Identifiers = [Old, Document] }));
        Assert.NotEqual(first, again.Account);
        Assert.Equal(again.Account, (await PostedAsync(Operations.TopUp(Target.Identifier(Old.Kind, Old.Value), 1))).Account);
        Assert.True((await Ledger.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task A_number_that_is_removed_names_nobody_until_another_member_gives_it()
    {
        var (first, second) = (await OpenInAsync(0), await OpenInAsync(1));
        await PostedAsync(Operations.Describe(Target.Account(first), [Old, Document]));
        await PostedAsync(Operations.Describe(Target.Account(first), remove: [IdentifierKind.Mobile, IdentifierKind.MemberNumber]));
        Assert.Equal(first, (await PostedAsync(Operations.TopUp(Target.Identifier(Document.Kind, Document.Value), 1))).Account);
        await PostedAsync(Operations.Describe(Target.Account(second), [Old]));
        await RestartAsync();
        Assert.Equal(second, (await PostedAsync(Operations.TopUp(Target.Identifier(Old.Kind, Old.Value), 1))).Account);
        Assert.True((await Ledger.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task What_is_given_freed_and_given_in_one_batch_is_the_last_ones()
    {
        var (first, second) = (await OpenInAsync(0), await OpenInAsync(0));
        Operation[] moves =
        [
            Operations.Describe(Target.Account(first), [Old]),
            Operations.Describe(Target.Account(first), remove: [IdentifierKind.Mobile]),
            Operations.Describe(Target.Account(second), [Old]),
            Operations.CancelAccount(Target.Account(second), "moves away"),
            Operations.Describe(Target.Account(first), [Old]),
        ];

        var receipts = await Posting.ReceiptsAsync(Way.Batch, moves);

        Assert.All(receipts, receipt => Assert.Equal(Outcome.Posted, receipt.Outcome));
        Assert.Equal(first, (await PostedAsync(Operations.TopUp(Target.Identifier(Old.Kind, Old.Value), 1))).Account);
        Assert.True((await Ledger.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task A_number_that_is_changed_and_changed_back_at_once_is_the_members()
    {
        var account = await OpenAsync();

        await Posting.ReceiptsAsync(Way.Batch, Describing(account, Old, New, Old));
        Assert.Equal(account, (await PostedAsync(Operations.TopUp(Target.Identifier(Old.Kind, Old.Value), 1))).Account);
        await Posting.ReceiptsAsync(Way.Batch, Describing(account, New, Old));

        Assert.Equal(account, (await PostedAsync(Operations.TopUp(Target.Identifier(Old.Kind, Old.Value), 1))).Account);
        Problem.AssertViolations(
            await RefusedAsync(Operations.TopUp(Target.Identifier(New.Kind, New.Value), 1)), StatusCode.NotFound,
            "identifier UNKNOWN_IDENTIFIER");
    }

    [Fact]
    public async Task Members_who_want_the_same_numbers_at_once_get_each_of_them_once()
    {
        var random = new Random(27);
        var accounts = new List<long>();
        for (short partition = 0; partition < 4; partition++)
            for (var each = 0; each < 3; each++) accounts.Add(await OpenInAsync(partition));
        Identifier[] wanted = [.. Enumerable.Range(0, 10).Select(at => new Identifier
        {
            Kind = at % 2 == 0 ? IdentifierKind.Mobile : IdentifierKind.Document, Value = $"number-{at}",
        })];

        for (var round = 0; round < 10; round++)
        {
            // One mobile and one document each, in either order; every other member gives up what the others want.
            var asked = accounts.Select((account, at) =>
            {
                Identifier[] two = (at + round) % 2 == 0
                    ? [wanted[random.Next(5) * 2], wanted[random.Next(5) * 2 + 1]]
                    : Own(account);
                return Operations.Describe(Target.Account(account), random.Next(2) == 0 ? two : [.. two.Reverse()]);
            }).ToArray();
            var outcomes = (await Task.WhenAll(asked.Select(operation => PostAsync(operation)))).Select(receipt => receipt.Outcome)
                .ToArray();
            Assert.All(outcomes, outcome => Assert.Contains(outcome, new[] { Outcome.Posted, Outcome.IdentifierTaken }));
            Assert.True(outcomes.Count(outcome => outcome == Outcome.Posted) >= accounts.Count / 2);
        }

        var held = new List<string>();
        foreach (var account in accounts)
            held.AddRange((await BalancesAsync(account)).Identifiers.Select(identifier =>
            $"{account} {identifier.Kind} {identifier.LastFour}"));
        var found = new List<string>();
        foreach (var identifier in wanted.Concat(accounts.SelectMany(Own)))
            if (await FindAsync(identifier) is { } account) found.Add($"{account} {identifier.Kind} {identifier.Value[^4..]}");
        Assert.Equal(held.Order(), found.Order());
    }

    [Theory]
    [InlineData("DELETE FROM card WHERE kind = 3")]
    [InlineData("UPDATE card SET account = account + 1 WHERE kind = 3")]
    [InlineData("UPDATE card SET kind = 4 WHERE kind = 3")]
    [InlineData("UPDATE card SET void_by = key WHERE kind = 3 AND void_by IS NULL")]
    [InlineData("UPDATE card SET void_by = CASE WHEN void_by IS NULL THEN key END WHERE kind = 3")]
    [InlineData("INSERT INTO card SELECT gen_random_uuid(), account, last_four, key, 2 FROM card WHERE void_by IS NULL")]
    public async Task Verification_finds_a_directory_that_names_others(string harm)
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.Describe(Target.Account(account), [Old]));
        await PostedAsync(Operations.Describe(Target.Account(account), [New]));
        Assert.True((await Ledger.VerifyAsync()).IsSound);
        Ledger.VerifyAtEnd = false;

        // Both at once may name the same kind for a moment.
        await ExecuteAsync($"DROP INDEX card_one_identifier_of_a_kind; {harm}");

        Assert.Contains((await Ledger.VerifyAsync()).Findings, finding => finding.Invariant == "cards");
    }

    private async Task<long?> FindAsync(Identifier identifier)
    {
        try
        {
            var named = new IdentifierInProgram { Program = 1, Identifier = identifier };
            return (await Reading.GetBalancesAsync(new GetBalancesRequest { Identifier = named })).Account;
        }
        catch (RpcException unknown) when (unknown.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static Identifier[] Own(long account) =>
        [new() { Kind = IdentifierKind.Mobile, Value = $"own-{account}" },
            new() { Kind = IdentifierKind.Document, Value = $"own-{account}" }];

    private Operation[] Describing(long account, params Identifier[] identifiers) =>
        [.. identifiers.Select(identifier => Operations.Describe(Target.Account(account), [identifier]))];
}
