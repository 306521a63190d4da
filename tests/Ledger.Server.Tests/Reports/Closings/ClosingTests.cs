using Ledger.Rules.Basics;
using Ledger.Rules.State;
using Ledger.Server.Audit;
using Ledger.Server.Hosting;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Sql;
using Ledger.Server.Tests.Reports.Totals;
using Npgsql;

namespace Ledger.Server.Tests.Reports.Closings;

/// <summary>
/// Histories by chance over months on a real server, closed in steps of any size, cut off or by two at once: what a closing says is what a
/// plain fold of the rows up to it says. That it fits its rows and hashes, verification says when the ledger is disposed of.
/// </summary>
[Collection(OneServer.Name)]
public sealed class ClosingTests(LedgerCluster cluster) : ReportTest(cluster, new DateTimeOffset(2026, 1, 20, 3, 0, 0, TimeSpan.Zero))
{
    private const short Partitions = 2;
    private readonly List<(Target Member, Guid Key)> _done = [];
    private int _cards;

    // Months are closed by the test alone.
    protected override void Configure(Settings settings) =>
        (settings.Limits.UpkeepSeconds, settings.Partitions) = (1_000_000, Partitions);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task I6_Closings_say_what_a_plain_fold_of_the_rows_says(int seed)
    {
        var random = new Random(seed);
        var members = new[] { await MemberAsync(), await MemberAsync(), await MemberAsync(), await MemberAsync() };
        await using var one = new Closer(Ledger.Connection);
        await using var other = new Closer(Ledger.Connection);
        for (var round = 0; round < 9; round++)
        {
            for (var i = random.Next(10, 50); i > 0; i--) await PostSomeAsync(random, members);
            Moving.Advance(TimeSpan.FromHours(random.Next(9 * 24, 25 * 24)));
            await CloseSomeAsync(random, one, other);
            Assert.Empty((await Ledger.VerifyAsync()).Findings);
            Assert.Empty((await Verification.RunAsync(Ledger.Connection, default, sinceClosing: true)).Findings);
            for (var i = 0; i < 3; i++) await CompareLiabilityAsync(random);
        }
        for (short partition = 0; partition < Partitions; partition++) await one.CloseAsync(partition, Now, 16);

        Assert.True(await ScalarAsync<long>("SELECT count(*) FROM closing") >= 4);
        foreach (var (partition, month, seq) in await QueryAsync<(short, DateOnly, long)>("SELECT partition, month, seq FROM closing"))
            await CompareAsync(partition, month, seq);
    }

    [Fact]
    public async Task Servers_close_the_months_of_their_partitions_that_are_over_and_no_other()
    {
        for (var member = 0; member < 8; member++) await PostedAsync(At.TopUp(await MemberAsync(), 1_000));
        Moving.Advance(TimeSpan.FromDays(21));
        for (var member = 0; member < 4; member++) await PostedAsync(At.TopUp(await MemberAsync(), 1_000));
        await RestartAsync(settings => settings.Limits.UpkeepSeconds = 1);
        await using var other = await StartAnotherAsync(settings => (settings.Limits.UpkeepSeconds, settings.Node) = (1, "the other"));

        await Wait.UntilAsync(async () => await ScalarAsync<long>("SELECT count(*) FROM closing") == Partitions, "the month is closed");
        Assert.Equal([new DateOnly(2026, 1, 1)], await QueryAsync<DateOnly>("SELECT DISTINCT month FROM closing"));
    }

    [Fact]
    public async Task A_month_whose_rows_are_not_all_there_is_not_closed()
    {
        var member = await MemberAsync();
        Moving.Advance(TimeSpan.FromDays(21));
        await PostedAsync(At.TopUp(member, 1_000));
        Moving.Advance(TimeSpan.FromDays(40));
        Ledger.VerifyAtEnd = false;
        // The server's own upkeep may come to it as well.
        ErrorsAreExpected = true;
        await ExecuteAsync("ALTER TABLE journal DETACH PARTITION journal_2026_02");
        await using var closer = new Closer(Ledger.Connection);
        var refused = new List<string>();
        for (short partition = 0; partition < Partitions; partition++)
            try
            {
                await closer.CloseAsync(partition, Now);
            }
            catch (InvariantBrokenException reason)
            {
                refused.Add(reason.Message);
            }
        Assert.NotEmpty(refused);
        // All rows of the first month are there, but what follows is not known.
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM closing WHERE month > '2026-01-01'"));

        await ExecuteAsync(
            "ALTER TABLE journal ATTACH PARTITION journal_2026_02 FOR VALUES FROM ('019c167f-cc00-0000-0000-000000000000') "
            + "TO ('019ca6b1-dc00-0000-0000-000000000000')");
        for (short partition = 0; partition < Partitions; partition++) await closer.CloseAsync(partition, Now);
        Assert.True(await ScalarAsync<long>("SELECT count(*) FROM closing WHERE month > '2026-01-01'") > 0);
        Assert.Empty((await Ledger.VerifyAsync()).Findings);
    }

    private DateTime Now => Moving.GetUtcNow().UtcDateTime;

    private async Task<Target> MemberAsync() =>
        Target.Account((await PostedAsync(At.OpenAccount(NextCard(), details: In(1, terminal: 1)))).Account);

    private string NextCard() => $"66002222{++_cards:D8}";

    private async Task PostSomeAsync(Random random, Target[] members)
    {
        var at = new OperationBuilder(1, 1, 3,
            new ShiftedClock(Moving.GetUtcNow() - TimeSpan.FromHours(random.Next(4) * random.Next(200))));
        var member = members[random.Next(members.Length)];
        var (whose, original) = _done.Count > 0 ? _done[random.Next(_done.Count)] : (member, Guid.CreateVersion7());
        var operation = random.Next(13) switch
        {
            0 or 1 => at.TopUp(member, random.Next(1, 60_000)),
            2 or 3 => at.Debit(member, random.Next(1, 20_000), allowPartial: random.Next(2) == 0),
            4 => at.AccruePurchase(member, random.Next(1_000, 900_000)),
            5 => at.AccruePoints(member, random.Next(1, 500), "gift"),
            6 or 7 => at.Redeem(member, 100 * random.Next(1, 3)),
            8 => at.Refund(whose, original),
            9 => at.Reverse(whose, original),
            10 => at.IssueCard(member, NextCard()),
            11 => at.CashOut(member),
            _ => at.Adjust(member, Asset.Principal, random.Next(-20, 20) is var by and not 0 ? by : 1, "counted"),
        };
        try
        {
            var receipt = await PostAsync(operation);
            if (receipt.Outcome == Outcome.Posted) _done.Add((member, Keys.Of(operation)));
        }
        catch (RpcException)
        {
            // Not well formed as things are, and so no row.
        }
    }

    private async Task CloseSomeAsync(Random random, Closer one, Closer other)
    {
        for (var steps = random.Next(8); steps > 0; steps--)
        {
            var (partition, rows) = ((short)random.Next(Partitions), random.Next(16, 60));
            switch (random.Next(4))
            {
                case 0:
                    await Task.WhenAll(one.StepAsync(partition, Now, rows), other.StepAsync(partition, Now, random.Next(16, 60)));
                    break;
                case 1: await other.CutOffAsync(partition, Now, rows, TimeSpan.FromMilliseconds(random.Next(1, 12))); break;
                default: await one.StepAsync(partition, Now, rows); break;
            }
        }
    }

    private async Task CompareAsync(short partition, DateOnly month, long seq)
    {
        await using var session = await ConnectAsync();
        var states = await FoldAsync(session, partition, seq);
        var closed = await session.QueryAsync<(long Account, long LastSeq, long Points, long Principal, long Bonus, string Detail)>(
            """
            SELECT DISTINCT ON (account) account, last_seq, points, principal, bonus, detail FROM closing_account
             WHERE partition = @partition AND month <= @month ORDER BY account, month DESC
            """, new { partition, month });
        Assert.Equal(
            states.Values.Select(state =>
            (state.Account, state.LastSeq, state.Points, state.Principal, state.Bonus, AccountDetail.Write(state))),
            closed);
        Assert.Equal(
            await session.QueryAsync<(short, short, long)>(
                "SELECT asset, counter, sum(amount)::bigint FROM journal WHERE partition = @partition AND seq <= @seq AND amount <> 0 GROUP BY 1, 2 ORDER BY 1, 2",
                new { partition, seq }),
            await session.QueryAsync<(short, short, long)>(
                "SELECT asset, counter, sum(given - taken)::bigint FROM closing_total WHERE partition = @partition AND month <= @month GROUP BY 1, 2 ORDER BY 1, 2",
                new { partition, month }));
        var (before, behind) = await session.QuerySingleAsync<(DateTime?, DateTime?)>(
            """
            SELECT (SELECT max(posted_at) FROM journal WHERE partition = @partition AND seq <= @seq),
                   (SELECT min(posted_at) FROM journal WHERE partition = @partition AND seq > @seq)
            """, new { partition, seq });
        var end = month.AddMonths(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        Assert.True(before < end && (behind is null || behind >= end));
    }

    // As of the end of some day since the beginning.
    private async Task CompareLiabilityAsync(Random random)
    {
        await using var totals = new Totalling(Ledger.Connection);
        await using var session = await ConnectAsync();
        var day = DateOnly.FromDateTime(Now).AddDays(-random.Next(120));
        var until = day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        foreach (var program in new short[] { 0, 1 })
            Assert.Equal(
                await new JournalAlone(session).LiabilityAsync(program, until, day),
                await totals.ReportAsync(report => report.LiabilityAsync(program, until, day)));
    }

    private static async Task<SortedDictionary<long, AccountState>> FoldAsync(NpgsqlConnection session, short partition, long seq)
    {
        await using var command = new NpgsqlCommand(SqlText.Tail, session);
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        command.Parameters.Add(new NpgsqlParameter<long>("after", 0L));
        command.Parameters.Add(new NpgsqlParameter<long>("limit", seq));
        await using var reader = await command.ExecuteReaderAsync();
        var states = new SortedDictionary<long, AccountState>();
        while (await reader.ReadAsync())
        {
            var row = RowReader.Read(reader);
            if (!states.TryGetValue(row.Account, out var state)) states.Add(row.Account, state = new AccountState(row.Account));
            state.Apply(row);
        }
        return states;
    }
}
