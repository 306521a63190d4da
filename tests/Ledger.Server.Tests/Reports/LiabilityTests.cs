using System.Globalization;

namespace Ledger.Server.Tests.Reports;

[Collection(OneServer.Name)]
public sealed class LiabilityTests(LedgerCluster cluster) : ReportTest(cluster, new DateTimeOffset(2025, 1, 10, 4, 0, 0, TimeSpan.Zero))
{
    [Fact]
    public async Task What_members_hold_is_told_by_its_age()
    {
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 1_000, details: In(1)));
        await PostedAsync(At.AccruePoints(member, 30, "gift", In(1)));
        await LaterAsync(days: 31);
        await PostedAsync(At.TopUp(member, 500, details: In(1)));
        await PostedAsync(At.Debit(member, 1_200, details: In(1)));
        await PostedAsync(At.AccruePoints(member, 7, "gift", In(1)));

        // The first 1,000 are gone, and 200 of the second; the points are both in one lot.
        Assert.Equal([(Asset.Points, 0, 30, 7), (Asset.Points, 31, 90, 30), (Asset.Principal, 0, 30, 300)], await LinesAsync());
        // The evening before: nothing of today.
        Assert.Equal([(Asset.Points, 0, 30, 30), (Asset.Principal, 0, 30, 1_000)], await LinesAsync(asOf: 2025_02_09));
        Assert.Empty(await LinesAsync(asOf: 2025_01_09));
    }

    [Fact]
    public async Task What_was_forfeited_is_breakage_of_its_month()
    {
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 20_000, details: In(1)));
        await LaterAsync(days: 31);
        await PostedAsync(At.CashOut(member, In(1)));

        var liability = await Reporting.GetLiabilityAsync(new GetLiabilityRequest());

        Assert.Empty(liability.Lines);
        Assert.Equal([new BreakageLine { Asset = Asset.Bonus, Month = 2025_02, Amount = 1_500 }], liability.Breakage);
        Assert.Empty((await Reporting.GetLiabilityAsync(new GetLiabilityRequest { AsOf = 2025_02_09 })).Breakage);
    }

    [Fact]
    public async Task Points_that_are_owed_count_below_zero_from_the_day_they_are_owed()
    {
        var member = await MemberAsync();
        var earned = await PostedAsync(At.AccruePurchase(member, 100_000, In(1)));
        await PostedAsync(At.Redeem(member, 100, In(1)));
        await PostedAsync(At.Refund(member, OperationKey.FromByteString(earned.Key), details: In(1)));
        Assert.Equal([(Asset.Points, 0, 30, -100)], await LinesAsync());

        // 40 pay off what is owed; somebody else's points are apart.
        await LaterAsync(days: 40);
        await PostedAsync(At.AccruePoints(member, 40, "gift", In(1)));
        await PostedAsync(At.AccruePoints(await MemberAsync(), 25, "gift", In(1)));
        Assert.Equal([(Asset.Points, 0, 30, 25), (Asset.Points, 31, 90, -60)], await LinesAsync());
    }

    [Fact]
    public async Task Ages_are_those_of_queues_kept_by_hand()
    {
        var random = new Random(5);
        var members = new[] { await MemberAsync(), await MemberAsync(), await MemberAsync() };
        // 440 days back: every age there is.
        foreach (var days in new[] { 80, 90, 95, 100, 45, 30, 0 })
        {
            foreach (var member in members)
                for (var i = 0; i < 6; i++)
                    await PostAsync(random.Next(6) switch
                    {
                        0 => At.TopUp(member, random.Next(1, 30_000), details: In(1)),
                        1 => At.Debit(member, random.Next(1, 20_000), allowPartial: true, details: In(1)),
                        2 => At.AccruePoints(member, random.Next(1, 500), "gift", In(1)),
                        3 => At.Redeem(member, 100, In(1)),
                        4 => At.Adjust(member, Asset.Points, random.Next(1, 50), "found", In(1)),
                        _ => At.Adjust(member, Asset.Principal, -random.Next(1, 50), "lost", In(1)),
                    });
            await LaterAsync(days);
        }

        var today = Moving.GetUtcNow().UtcDateTime.Date;
        foreach (var asOf in new[] { today, today.AddDays(-31), today.AddDays(-76), today.AddDays(-77), today.AddDays(-200),
            today.AddDays(-439) })
            Assert.Equal(await ByHandAsync(asOf), await LinesAsync(Number(asOf)));
        Assert.Equal(await ByHandAsync(today), await LinesAsync());
        Assert.Equal([0, 31, 91, 181, 366], (await LinesAsync()).Select(line => line.From).Distinct().Order());

        // All ages together are what members hold.
        var held = (await Reading.GetTrialBalanceAsync(new GetTrialBalanceRequest())).Lines.Where(line =>
            line.System == SystemAccount.Unspecified);
        Assert.Equal(
            held.Select(line => (line.Asset, line.Credits - line.Debits)),
            (await LinesAsync()).GroupBy(line => line.Asset).Select(asset => (asset.Key, asset.Sum(line => line.Amount))));
    }

    [Theory]
    [InlineData(0, 2026_13_01, "as_of OUT_OF_RANGE")]
    [InlineData(-1, 0, "program OUT_OF_RANGE")]
    public async Task What_is_wrong_is_named(int program, int asOf, string violation) => Problem.AssertViolations(
        await RefusedAsync(Reporting.GetLiabilityAsync(new GetLiabilityRequest { Program = program, AsOf = asOf })),
        StatusCode.InvalidArgument, violation);

    /// <summary>Row by row: what comes in waits in a queue of its lot, what goes out is taken from its front.</summary>
    private async Task<(Asset, int, int, long)[]> ByHandAsync(DateTime asOf)
    {
        var rows = await QueryAsync<(long Account, short Asset, string? Lot, long Amount, DateTime PostedAt)>(
            "SELECT account, asset, lot::text, amount, posted_at FROM journal WHERE amount <> 0 ORDER BY partition, seq");
        var queues = new Dictionary<(long, short, string?), LinkedList<(DateTime At, long Amount)>>();
        foreach (var row in rows.Where(row => row.PostedAt.ToUniversalTime() < asOf.AddDays(1)))
        {
            if (!queues.TryGetValue((row.Account, row.Asset, row.Lot), out var queue))
                queues[(row.Account, row.Asset, row.Lot)] = queue = new();
            if (row.Amount > 0) queue.AddLast((row.PostedAt.ToUniversalTime(), row.Amount));
            for (var out_ = -row.Amount; out_ > 0;)
            {
                var (at, amount) = queue.First!.Value;
                queue.RemoveFirst();
                if (amount > out_) queue.AddFirst((at, amount - out_));
                out_ -= Math.Min(out_, amount);
            }
        }
        (int From, int To)[] ages = [(0, 30), (31, 90), (91, 180), (181, 365), (366, 0)];
        return
        [
            .. from queue in queues
               from entry in queue.Value
               let days = (asOf - entry.At.Date).Days
               let age = ages.Last(age => days >= age.From)
               group entry.Amount by ((Asset)queue.Key.Item2, age.From, age.To) into amounts
               orderby amounts.Key
               select (amounts.Key.Item1, amounts.Key.From, amounts.Key.To, amounts.Sum()),
        ];
    }

    private async Task LaterAsync(int days)
    {
        Moving.Advance(TimeSpan.FromDays(days));
        // The journal's months are made when a server starts.
        await RestartAsync();
    }

    private async Task<(Asset Asset, int From, int To, long Amount)[]> LinesAsync(int asOf = 0) =>
        [.. (await Reporting.GetLiabilityAsync(new GetLiabilityRequest { AsOf = asOf })).Lines.Select(line =>
            (line.Asset, line.FromDays, line.ToDays, line.Amount))];

    private static int Number(DateTime day) =>
        int.Parse(day.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
