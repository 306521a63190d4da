namespace Ledger.Server.Tests.Authority;

/// <summary>An operator approves one operation at somebody else's terminal.</summary>
[Collection(OneServer.Name)]
public sealed class StepUpTests(LedgerCluster cluster) : SessionTest(cluster)
{
    private const string Card = "card-of-step-up-1";
    private static readonly Person _cashier = new(3, "");
    private static readonly (StatusCode, string) _notAccepted = (StatusCode.PermissionDenied, "STEP_UP_NOT_ACCEPTED");

    [Theory]
    [InlineData(Way.Unary)]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task What_is_approved_is_posted_and_says_who_did_it_and_who_approved(Way way)
    {
        var (till, manager) = (await BeginAsync(), await PersonAsync(12, Role.Manager, 1));
        var posting = PostingOf(till);
        var freeze = By(_cashier, 1, 7).Freeze(Target.Card(Card), "strange");
        Assert.Equal("RIGHT_MISSING", (await posting.SendAsync(way, freeze))[0].Problem.Reason());

        var approved = await ApprovedAsync(till, manager, freeze);
        var receipt = (await posting.SendAsync(way, approved))[0].Receipt;
        Assert.Equal((Outcome.Posted, 12), (receipt.Outcome, receipt.ApprovedBy));
        Assert.Equal((3, 12), await WhoAsync(freeze));
        // Sent again it is answered again, also without the approval by whoever may ask for it.
        var again = (await posting.SendAsync(way, approved))[0].Receipt;
        Assert.Equal((true, 12), (again.Replayed, again.ApprovedBy));
        Assert.Equal(12, (await ReadingOf(till).GetOutcomeAsync(new GetOutcomeRequest { Key = freeze.Key })).ApprovedBy);
        Assert.Equal(1, await CountInJournalAsync(freeze));

        // A plain operation that needs nobody's approval can have it all the same, and says so beside what else it says.
        var topUp = await ApprovedAsync(till, manager, By(_cashier, 1, 7).TopUp(Target.Card(Card), 20_000));
        await PostingOf(till).PostAsync(await ApprovedAsync(till, manager, By(_cashier, 1, 7).Unfreeze(Target.Card(Card), "known")));
        Assert.Equal(12, (await posting.SendAsync(way, topUp))[0].Receipt.ApprovedBy);
        var checkout = await ApprovedAsync(till, manager, By(_cashier, 1, 7).AccruePurchase(Target.Card(Card), 5_000));
        Assert.Equal(12, (await posting.SendAsync(way, checkout))[0].Receipt.ApprovedBy);
    }

    [Fact]
    public async Task An_approval_is_good_for_nothing_else()
    {
        var (till, other, manager) = (await BeginAsync(), await TerminalAsync(1, 8, "cashier"), await PersonAsync(12, Role.Manager, 1));
        var refund = By(_cashier, 1, 7).CashOut(Target.Card(Card), pin: "");
        await PostingOf(till).PostAsync(By(_cashier, 1, 7).TopUp(Target.Card(Card), 5_000));
        var approved = await ApprovedAsync(till, manager, refund);

        var changes = new Action<Operation>[]
        {
            operation => operation.Key = By(_cashier, 1, 7).OpenAccount().Key,
            operation => operation.Operator = 4,
            operation => operation.Card = "card-of-step-up-2",
            operation => operation.Freeze = new Freeze { Reason = "strange" },
            operation => operation.Reference = "another",
            operation => operation.StepUp = new string('A', 32),
            operation => operation.StepUp = "A",
        };
        foreach (var change in changes)
        {
            var changed = approved.Clone();
            change(changed);
            foreach (var way in Enum.GetValues<Way>())
                Assert.Equal("STEP_UP_NOT_ACCEPTED", (await PostingOf(till).SendAsync(way, changed))[0].Problem.Reason());
        }
        Assert.Equal(_notAccepted, await RefusalAsync(async () => await PostingOf(other).PostAsync(approved)));
        // The member types his PIN after the manager has come, and a quote tells beforehand.
        approved.Pin = "4711";
        Assert.Equal(Outcome.Posted, (await ReadingOf(till).GetQuoteAsync(approved)).Receipt.Outcome);
        Assert.Equal(Outcome.Posted, (await PostingOf(till).PostAsync(approved)).Outcome);
    }

    [Fact]
    public async Task An_approval_ends_with_its_time_and_what_was_answered_does_not()
    {
        var (till, manager) = (await BeginAsync(), await PersonAsync(12, Role.Manager, 1));
        var (sent, late) = (
            await ApprovedAsync(till, manager, By(_cashier, 1, 7).Freeze(Target.Card(Card), "one")),
            await ApprovedAsync(till, manager, By(_cashier, 1, 7).Freeze(Target.Card(Card), "two")));
        Assert.Equal(Outcome.Posted, (await PostingOf(till).PostAsync(sent)).Outcome);
        await ExecuteAsync("UPDATE step_up SET not_after = now() - interval '1 second'");
        Assert.True((await PostingOf(till).PostAsync(sent)).Replayed);
        Assert.Equal(_notAccepted, await RefusalAsync(async () => await PostingOf(till).PostAsync(late)));
        Assert.Equal(0, await CountInJournalAsync(late));
    }

    [Fact]
    public async Task An_approval_is_worth_what_the_one_may_who_gives_it_where_it_is_given()
    {
        var (till, manager, stranger) = (
            await BeginAsync(), await PersonAsync(12, Role.Manager, 1), await PersonAsync(13, Role.Manager, 3));
        var (cashier, branch) = (await PersonAsync(14, Role.Cashier, 1), await TerminalAsync(1, 8, "cashier"));
        Operation Freeze(int terminal = 7) => By(_cashier, 1, terminal).Freeze(Target.Card(Card), "strange");
        foreach (var nobody in new[] { stranger, cashier })
            await MissesAsync(async () => await PostingOf(till).PostAsync(await ApprovedAsync(till, nobody, Freeze())));
        // A terminal posts at its own place, whoever approves.
        await MissesAsync(async () => await PostingOf(till).PostAsync(await ApprovedAsync(till, manager, Freeze(terminal: 8))));
        // What another terminal of the store did is within a manager's reach.
        var sale = By(_cashier, 1, 8).TopUp(Target.Card(Card), 100);
        await PostingOf(branch).PostAsync(sale);
        var reversal = By(_cashier, 1, 7).Reverse(Target.Card(Card), Keys.Of(sale));
        await MissesAsync(async () => await PostingOf(till).PostAsync(reversal));
        Assert.Equal(Outcome.Posted, (await PostingOf(till).PostAsync(await ApprovedAsync(till, manager, reversal))).Outcome);

        // Who is disabled before it is sent has approved nothing.
        var late = await ApprovedAsync(till, manager, Freeze());
        await (await PersonsAsync()).DisableOperatorAsync(new DisableOperatorRequest { Operator = 12 });
        Assert.Equal(_notAccepted, await RefusalAsync(async () => await PostingOf(till).PostAsync(late)));
        Assert.Equal((StatusCode.Unauthenticated, "SECRET_NOT_ACCEPTED"), await RefusalAsync(() => ApprovedAsync(till, manager, Freeze())));
        Assert.Equal(1, await ScalarAsync<int>("SELECT count(*) FROM wrong_secret WHERE operator = 12"));
    }

    [Fact]
    public async Task Beside_a_session_the_operation_stays_the_one_of_who_has_signed_in()
    {
        var (till, manager, cashier) = (
            await BeginAsync(), await PersonAsync(12, Role.Manager, 1), await PersonAsync(14, Role.Cashier, 1));
        var posting = new Posting.PostingClient(With(till, await SignInAsync(till, cashier)));
        var freeze = By(cashier, 1, 7).Freeze(Target.Card(Card), "strange");
        Assert.Equal((StatusCode.PermissionDenied, "OTHER_OPERATOR"), await RefusalAsync(async () =>
            await posting.PostAsync(await ApprovedAsync(till, manager, By(manager, 1, 7).Freeze(Target.Card(Card), "strange")))));
        Assert.Equal(12, (await posting.PostAsync(await ApprovedAsync(till, manager, freeze))).ApprovedBy);
        Assert.Equal((14, 12), await WhoAsync(freeze));
    }

    // A till of store 1 that vouches for cashiers and for nobody else, and a member.
    private async Task<Known> BeginAsync()
    {
        var till = await TerminalAsync(1, 7, "cashier");
        await PostingOf(till).PostAsync(By(_cashier, 1, 7).OpenAccount(Card));
        return till;
    }

    private async Task<(int Operator, int ApprovedBy)> WhoAsync(Operation operation)
    {
        await using var connection = await ConnectAsync();
        return await connection.QuerySingleAsync<(int, int)>(
            "SELECT operator, (detail->>'approved_by')::int FROM journal WHERE key = @key AND leg = 0", new { key = Keys.Of(operation) });
    }
}
