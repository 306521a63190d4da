namespace Ledger.Server.Tests.Reports;

/// <summary>
/// A month's closes, as they were when it was closed, and what came late for earlier months are its settlement, to the unit.
/// </summary>
[Collection(OneServer.Name)]
public sealed class ClosesAndSettlementTests(LedgerCluster cluster)
    : ReportTest(cluster, new DateTimeOffset(2025, 12, 27, 1, 0, 0, TimeSpan.Zero))
{
    private static readonly string[] _zones = ["Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_closes_of_a_months_days_and_what_came_late_add_up_to_its_settlement(int seed)
    {
        var random = new Random(seed);
        var programs = NewProgramFolder().Add(1);
        for (var store = 1; store <= _zones.Length; store++) programs.AddStore(store, 1, _zones[store - 1]);
        await BeginAnewAsync(programs);
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 900_000, details: In(1)));

        var closes = new Dictionary<int, Sums>();
        int[] months = [2025_12, 2026_01, 2026_02];
        while (closes.Count < months.Length)
        {
            for (var i = random.Next(4); i > 0; i--) await PostSomeAsync(random, member);
            Moving.Advance(TimeSpan.FromMinutes(random.Next(60, 36 * 60)));
            if ((await SettleAsync(months[closes.Count])).Final)
                closes.Add(months[closes.Count], await ClosesAsync(months[closes.Count]));
        }

        var late = new Sums(0, 0, 0);
        foreach (var month in months)
        {
            var settlement = await SettleAsync(month);
            Assert.Equal(closes[month], SumOf(settlement.Lines));
            Assert.All(settlement.LateLines, line => Assert.InRange(line.LateOf, 2025_11, month - 1));
            late += SumOf(settlement.LateLines);
        }
        // Of November, which was closed before the first posting, everything came late. What came late is what the closes of today have
        // more than those of then, and nothing came twice.
        var march = SumOf((await SettleAsync(2026_03)).LateLines);
        var since = await ClosesAsync(2025_11);
        foreach (var month in months) since += await ClosesAsync(month) - closes[month];
        Assert.Equal(since, late + march);
        Assert.True(late.Loaded > 0, "Nothing came late: the test tests little.");
    }

    private async Task PostSomeAsync(Random random, Target member)
    {
        // One in three comes from a till that was offline for up to a month.
        var happened = Moving.GetUtcNow() - (random.Next(3) > 0 ? TimeSpan.Zero : TimeSpan.FromHours(random.Next(1, 30 * 24)));
        var till = new OperationBuilder(1 + random.Next(_zones.Length), 1, 3, new ShiftedClock(happened));
        var amount = 1 + random.Next(999);
        await PostAsync(random.Next(2) == 0 ? till.TopUp(member, amount) : till.Debit(member, amount));
    }

    private async Task<Settlement> SettleAsync(int month) => await Reporting.GetSettlementAsync(
        new GetSettlementRequest { Level = SettlementLevel.Store, BusinessMonth = month });

    private async Task<Sums> ClosesAsync(int month)
    {
        var sums = new Sums(0, 0, 0);
        for (var day = 1; day <= DateTime.DaysInMonth(month / 100, month % 100); day++)
            for (var store = 1; store <= _zones.Length; store++)
            {
                var close = await Reporting.GetCloseAsync(new GetCloseRequest { Store = store, BusinessDate = month * 100 + day });
                foreach (var line in close.Lines)
                    sums += line switch
                    {
                        { Kind: Kind.TopUp, Asset: Asset.Principal } => new Sums(line.Given, 0, 0),
                        { Kind: Kind.Debit, Asset: Asset.Principal } => new Sums(0, line.Taken, 0),
                        { Kind: Kind.Debit, Asset: Asset.Bonus } => new Sums(0, 0, line.Taken),
                        _ => default,
                    };
            }
        return sums;
    }

    private static Sums SumOf(IEnumerable<SettlementLine> lines) => lines.Aggregate(
        default(Sums), (sum, line) => sum + new Sums(line.TenderMinor, line.PrincipalSpentMinor, line.BonusSpentMinor));

    private readonly record struct Sums(long Loaded, long Principal, long Bonus)
    {
        public static Sums operator +(Sums one, Sums other) =>
            new(one.Loaded + other.Loaded, one.Principal + other.Principal, one.Bonus + other.Bonus);

        public static Sums operator -(Sums one, Sums other) =>
            new(one.Loaded - other.Loaded, one.Principal - other.Principal, one.Bonus - other.Bonus);
    }
}
