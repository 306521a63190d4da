namespace Ledger.Server.Tests.Reports;

[Collection(OneServer.Name)]
public sealed class CloseTests(LedgerCluster cluster) : ReportTest(cluster, new DateTimeOffset(2026, 11, 19, 4, 0, 0, TimeSpan.Zero))
{
    private const int Today = 2026_11_20;

    [Fact]
    public async Task A_close_counts_and_sums_by_terminal_kind_outcome_and_asset()
    {
        var member = await MemberAsync(store: 2);
        await PostedAsync(At.TopUp(member, 1_000, details: In(1)));
        Moving.Advance(TimeSpan.FromDays(1));
        await PostedAsync(At.TopUp(member, 20_000, details: In(1)));
        await PostedAsync(At.TopUp(member, 10_000, details: In(1)));
        await PostedAsync(At.Debit(member, 2_000, details: In(1)));
        Assert.Equal(Outcome.InsufficientFunds, (await PostAsync(At.Debit(member, 90_000, details: In(1)))).Outcome);
        await PostedAsync(At.AccruePurchase(member, 55_900, In(1, terminal: 2)));
        await PostedAsync(At.AccruePurchase(member, 900, In(1, terminal: 2)));
        await PostedAsync(At.Adjust(member, Asset.Principal, -10, "counted", In(1, terminal: 2)));
        await PostedAsync(At.TopUp(member, 5_000, details: In(2)));

        var close = await CloseAsync(store: 1);

        Assert.Equal(
            [
                // 2,000 are taken from the bonus of 1,500 first.
                (1, Kind.TopUp, Outcome.Posted, Asset.Principal, 2, 30_000, 0),
                (1, Kind.TopUp, Outcome.Posted, Asset.Bonus, 1, 1_500, 0),
                (1, Kind.Debit, Outcome.Posted, Asset.Principal, 1, 0, 500),
                (1, Kind.Debit, Outcome.Posted, Asset.Bonus, 1, 0, 1_500),
                (1, Kind.Debit, Outcome.InsufficientFunds, Asset.Unspecified, 1, 0, 0),
                (2, Kind.Accrue, Outcome.Posted, Asset.Unspecified, 1, 0, 0),
                (2, Kind.Accrue, Outcome.Posted, Asset.Points, 1, 55, 0),
                (2, Kind.Adjust, Outcome.Posted, Asset.Principal, 1, 0, 10),
            ],
            Lines(close));
        Assert.Equal(Lines(close).Where(line => line.Terminal == 2), Lines(await CloseAsync(store: 1, terminal: 2)));
        Assert.Equal((1, 0, Today), (close.Store, close.Terminal, close.BusinessDate));
        Assert.Equal([(1, Kind.TopUp, Outcome.Posted, Asset.Principal, 1, 1_000, 0)], Lines(await CloseAsync(store: 1, date: Today - 1)));
        Assert.Empty((await CloseAsync(store: 1, date: Today + 1)).Lines);
    }

    [Fact]
    public async Task A_close_belongs_to_the_stores_own_day()
    {
        // 4:00 in London is noon in Shanghai and the evening before in New York.
        await BeginAnewAsync(NewProgramFolder().Add(1).AddStore(1, 1).AddStore(2, 1, "America/New_York"));
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 1_000, details: In(1)));
        await PostedAsync(At.TopUp(member, 2_000, details: In(2)));

        Assert.Equal([1_000L], (await CloseAsync(store: 1, terminal: 1, date: Today - 1)).Lines.Select(line => line.Given));
        Assert.Equal([2_000L], (await CloseAsync(store: 2, terminal: 1, date: Today - 2)).Lines.Select(line => line.Given));
    }

    [Fact]
    public async Task Gaps_and_repeats_of_the_running_numbers_are_found()
    {
        var member = await MemberAsync();
        foreach (var seq in new[] { 1, 2, 4 }) await PostAsync(At.Debit(member, 1, details: In(1, 1, seq)));
        Moving.Advance(TimeSpan.FromDays(1));
        // Out of order, as after a time without network; 5 is missing in front, 7 came twice, 9 and 10 are missing, 100 refused like 11.
        foreach (var seq in new[] { 8, 6, 7, 7, 11, 12 }) await PostAsync(At.Debit(member, 1, details: In(1, 1, seq)));
        // Two legs are one operation; a terminal without numbers has no gaps; the first numbers ever have nothing in front.
        await PostedAsync(At.TopUp(member, 20_000, details: In(1, 2, 70)));
        await PostedAsync(At.TopUp(member, 20_000, details: In(1, 3)));
        await PostedAsync(At.TopUp(member, 20_000, details: In(1, 3)));
        await PostedAsync(At.TopUp(member, 20_000, details: In(2, 1, 9)));
        // A retry is no repeat.
        var once = At.TopUp(member, 500, details: In(1, 2, 71));
        await PostedAsync(once);
        Assert.True((await PostAsync(once)).Replayed);

        var close = await CloseAsync(store: 1);

        Assert.Equal([(1, 5, 5, 0), (1, 7, 7, 2), (1, 9, 10, 0)], Findings(close));
        Assert.False(close.SequenceCut);
        Assert.Equal([(1, 3, 3, 0)], Findings(await CloseAsync(store: 1, date: Today - 1)));
        Assert.Empty(Findings(await CloseAsync(store: 1, terminal: 2)));
    }

    [Fact]
    public async Task Asked_again_with_its_position_a_close_is_the_same_whatever_came_since()
    {
        Moving.Advance(TimeSpan.FromDays(1));
        var members = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MemberAsync()));
        async Task PostAsync(int from, int step)
        {
            for (var i = 0; i < members.Length; i++)
                await PostedAsync(At.TopUp(members[i], 1_000 + i, details: In(1, 1, from + i * step)));
        }

        await PostAsync(from: 10, step: 2);
        var first = await CloseAsync(store: 1);
        Assert.Equal(7, first.Sequence.Count);
        await PostAsync(from: 11, step: 2);
        await RestartAsync();

        Assert.Equal(first, await CloseAsync(store: 1, position: first.Position));
        var second = await CloseAsync(store: 1);
        Assert.Equal(16, second.Lines.Single(line => line.Kind == Kind.TopUp).Count);
        Assert.Empty(second.Sequence);
        Assert.NotEqual(first.Position, second.Position);
    }

    [Theory]
    [InlineData(1, 0, 2026_02_30, "", "business_date OUT_OF_RANGE")]
    [InlineData(1, 0, 0, "", "business_date OUT_OF_RANGE")]
    [InlineData(1, 0, int.MaxValue, "", "business_date OUT_OF_RANGE")]
    [InlineData(1, 0, -1, "", "business_date OUT_OF_RANGE")]
    [InlineData(1, -1, Today, "", "terminal OUT_OF_RANGE")]
    [InlineData(1, 0, Today, "x", "position MALFORMED")]
    [InlineData(1, 0, Today, "AQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAX__________", "position MALFORMED")]
    public async Task What_is_wrong_is_named(int store, int terminal, int date, string position, string violation) =>
        Problem.AssertViolations(
        await RefusedAsync(Reporting.GetCloseAsync(new GetCloseRequest { Store = store, Terminal = terminal, BusinessDate = date,
        Position = position })),
        StatusCode.InvalidArgument, violation);

    [Fact]
    public async Task An_unknown_store_is_not_found() => Problem.AssertViolations(
        await RefusedAsync(Reporting.GetCloseAsync(new GetCloseRequest { Store = 9, BusinessDate = Today })), StatusCode.NotFound,
        "store UNKNOWN_STORE");

    private async Task<Close> CloseAsync(int store, int terminal = 0, int date = Today, string position = "") =>
        await Reporting.GetCloseAsync(
        new GetCloseRequest { Store = store, Terminal = terminal, BusinessDate = date, Position = position });

    private static (int Terminal, Kind, Outcome, Asset, long Count, long Given, long Taken)[] Lines(Close close) =>
        [.. close.Lines.Where(line => line.Terminal != 99)
            .Select(line => (line.Terminal, line.Kind, line.Outcome, line.Asset, line.Count, line.Given, line.Taken))];

    private static (int, long, long, int)[] Findings(Close close) =>
        [.. close.Sequence.Select(finding => (finding.Terminal, finding.From, finding.To, finding.Repeats))];
}
