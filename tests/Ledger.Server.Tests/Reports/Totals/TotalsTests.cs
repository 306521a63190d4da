using Ledger.Server.Hosting;
using Ledger.Server.Journal.Reading;

namespace Ledger.Server.Tests.Reports.Totals;

/// <summary>
/// Histories by chance on a real server: whatever the totals have taken in so far, in whatever steps, cut off or by two at once, every
/// report says what the journal alone says.
/// </summary>
[Collection(OneServer.Name)]
public sealed class TotalsTests(LedgerCluster cluster) : ReportTest(cluster, new DateTimeOffset(2026, 1, 28, 3, 0, 0, TimeSpan.Zero))
{
    private const int Stores = 4;
    private static readonly string[] _zones = ["Asia/Shanghai", "Pacific/Kiritimati", "America/New_York", "Asia/Shanghai"];
    private readonly List<(Target Member, Guid Key)> _done = [];
    private readonly List<JournalPosition> _positions = [];
    private int _cards;

    // The totals are moved by the test alone, but for once at the start.
    protected override void Configure(Settings settings) =>
        (settings.Limits.TotalsSeconds, settings.Limits.TotalsRestMaxRows) = (1_000_000, int.MaxValue);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Reports_by_totals_say_what_the_journal_says(int seed)
    {
        var random = new Random(seed);
        await BeginAsync();
        var members = new[]
        {
            await MemberAsync(random), await MemberAsync(random), await MemberAsync(random), await MemberAsync(random, Stores),
        };
        await using var one = new Totalling(Ledger.Connection);
        await using var other = new Totalling(Ledger.Connection);
        await using var session = await ConnectAsync();
        for (var round = 0; round < 12; round++)
        {
            for (var i = random.Next(5, 25); i > 0; i--) await PostSomeAsync(random, members);
            if (random.Next(3) == 0) await ChangePartyAsync(random);
            await MoveAsync(random, one, other);
            Moving.Advance(TimeSpan.FromMinutes(random.Next(60, 40 * 60)));
            await CompareAsync(random, one, new JournalAlone(session));
        }
        while (await one.StepAsync(1000) > 0 || await one.StepReceiptsAsync(1000) > 0) { }
        await CompareAsync(random, one, new JournalAlone(session));
    }

    private async Task BeginAsync()
    {
        const string more =
            """
            replacement_fees: { damaged_minor: 200 }
            returns: { spent_points: net }
            rewards:
              - { code: rebate, form: bonus, points: 100, worth_minor: 700 }

            """;
        var programs = NewProgramFolder().Add(1, more: more + "fees_belong_to: store\n")
            .Add(1, version: 2, activeFrom: "2026-02-10T00:00:00Z", more: more + "fees_belong_to: headquarters\n").Add(2, more: more);
        for (var store = 1; store <= Stores; store++)
            programs.AddStore(store, store < Stores ? 1 : 2, _zones[store - 1], $"branch: B{store % 2}, merchant: M{store}");
        await BeginAnewAsync(settings =>
        {
            Configure(settings);
            settings.Programs = programs.Path;
        });
    }

    private async Task<Target> MemberAsync(Random random, int store = 1)
    {
        var opened = await PostedAsync(At.OpenAccount(NextCard(), details: In(store, terminal: 1, seq: random.Next(3))));
        return Target.Account(opened.Account);
    }

    private string NextCard() => $"66001111{++_cards:D8}";

    // What cannot be done is a refusal, and a row as well.
    private async Task PostSomeAsync(Random random, Target[] members)
    {
        var happened = Moving.GetUtcNow() - (random.Next(3) > 0 ? TimeSpan.Zero : TimeSpan.FromHours(random.Next(1, 20 * 24)));
        var at = new OperationBuilder(1, 1, 3, new ShiftedClock(happened));
        var member = members[random.Next(members.Length)];
        // Of another program now and then, which is refused.
        var store = random.Next(10) == 0 ? random.Next(1, Stores + 1) : member == members[^1] ? Stores : random.Next(1, Stores);
        // Ever again the same numbers, and those between them later; and the largest there is.
        var number = random.Next(30) switch { 0 => 0, 1 => long.MaxValue, 2 => long.MaxValue - 1, var some => random.Next(1, some + 12) };
        var where = In(store, random.Next(1, 3), number);
        var (whose, original) = _done.Count > 0 ? _done[random.Next(_done.Count)] : (member, Guid.CreateVersion7());
        var operation = random.Next(14) switch
        {
            0 or 1 => at.TopUp(member, random.Next(1, 60_000), details: where),
            2 or 3 => at.Debit(member, random.Next(1, 20_000), allowPartial: random.Next(2) == 0, details: where),
            4 => at.AccruePurchase(member, random.Next(1_000, 900_000), where),
            5 => at.AccruePoints(member, random.Next(1, 500), "gift", where),
            6 => at.Redeem(member, 100 * random.Next(1, 3), where),
            7 => at.RedeemReward(member, "rebate", 100, where),
            8 => at.Checkout(member, [new CheckoutLine { AmountMinor = random.Next(2_000, 90_000) }],
                new CheckoutPayment { Points = 100 * random.Next(2), StoredValueMinor = random.Next(0, 1_000) }, where),
            9 => at.Refund(whose, original, details: where),
            10 => at.Reverse(whose, original, where),
            11 => at.ReplaceCard(member, NextCard(), new CardReplacement { Damaged = true, FeeFromStoredValue = true }, where),
            12 => at.CashOut(member, where),
            _ => at.Adjust(member, Asset.Principal, random.Next(-20, 20) is var by and not 0 ? by : 1, "counted", where),
        };
        try
        {
            var receipt = await PostAsync(operation);
            if (receipt.Outcome == Outcome.Posted) _done.Add((member, Keys.Of(operation)));
        }
        catch (RpcException)
        {
            // Not well formed for this program or store, and so no row.
        }
    }

    // Also of a time whose rows the totals may have already.
    private Task ChangePartyAsync(Random random) => ExecuteAsync(
        $"""
        INSERT INTO store_party
        SELECT store, since, 'B' || since, 'M' || since
          FROM (SELECT {random.Next(1, Stores + 1)} AS store,
                       timestamptz '{Moving.GetUtcNow().AddMinutes(-random.Next(0, 5 * 24 * 60)):O}' AS since) AS change
        """);

    private static async Task MoveAsync(Random random, Totalling one, Totalling other)
    {
        for (var steps = random.Next(6); steps > 0; steps--)
            switch (random.Next(7))
            {
                case 3: await Task.WhenAll(one.StepReceiptsAsync(random.Next(1, 20)), other.StepReceiptsAsync(random.Next(1, 20))); break;
                case 4 or 5: await one.StepReceiptsAsync(random.Next(1, 12)); break;
                case 0: await Task.WhenAll(one.StepAsync(random.Next(1, 20)), other.StepAsync(random.Next(1, 20))); break;
                case 1: await other.CutOffAsync(random.Next(1, 20), TimeSpan.FromMilliseconds(random.Next(1, 12))); break;
                default: await one.StepAsync(random.Next(1, 12)); break;
            }
    }

    private async Task CompareAsync(Random random, Totalling totals, JournalAlone journal)
    {
        _positions.Add(await totals.ReportAsync(report => Task.FromResult(report.Position)));
        foreach (var program in new short[] { 0, 1, 2 })
        {
            Assert.Equal(
                await journal.TrialBalanceAsync(program),
                (await totals.ReportAsync(report => report.TrialBalanceAsync(program)))
                    .Select(line => ((short)line.Asset, (short)line.Counter, line.Debits, line.Credits)));
            foreach (var until in new[] { DateOnly.MaxValue, DayBefore(random) })
                Assert.Equal(
                    await journal.BreakageAsync(program, until), await totals.ReportAsync(report => report.BreakageAsync(program, until)));
        }
        await CompareLiabilityAsync(random, totals, journal);
        for (var i = 0; i < 4; i++) await CompareCloseAsync(random, totals, journal);
        for (var i = 0; i < 4; i++) await CompareSettlementAsync(random, totals, journal);
    }

    private async Task CompareLiabilityAsync(Random random, Totalling totals, JournalAlone journal)
    {
        // As of now on days to come, when what there is has other ages; and as of the end of a day that is over or just is.
        var today = DateOnly.FromDateTime(Moving.GetUtcNow().UtcDateTime);
        var past = today.AddDays(-random.Next(10));
        foreach (var program in new short[] { 0, 1, 2 })
            foreach (var (until, day) in new[] { (DateTime.MaxValue, today.AddDays(random.Next(400))), (Begin(past.AddDays(1)), past) })
            {
                var utc = DateTime.SpecifyKind(until, DateTimeKind.Utc);
                Assert.Equal(
                    await journal.LiabilityAsync(program, utc, day),
                    await totals.ReportAsync(report => report.LiabilityAsync(program, utc, day)));
            }
    }

    private async Task CompareCloseAsync(Random random, Totalling totals, JournalAlone journal)
    {
        // Half of them as of now.
        var position = random.Next(2) == 0 ? _positions[^1] : _positions[random.Next(_positions.Count)];
        var (store, terminal, date) = (random.Next(1, Stores + 1), random.Next(3), DayBefore(random));
        Assert.Equal(
            await journal.CloseAsync(store, terminal, date, position),
            await totals.ReportAsync(report => report.CloseAsync(store, terminal, date, position)));
        var limit = random.Next(2) == 0 ? 3 : 1000;
        Assert.Equal(
            await journal.SequenceAsync(store, terminal, date, position, limit),
            await totals.ReportAsync(report => report.SequenceAsync(store, terminal, date, position, limit)));
    }

    private static async Task CompareSettlementAsync(Random random, Totalling totals, JournalAlone journal)
    {
        var first = new DateOnly(2026, random.Next(1, 4), 1);
        var rows = new SettledRows((short)random.Next(3), random.Next(1, 4), [(1, 1)]);
        rows = random.Next(2) == 0
            ? rows with { Period = (Begin(first), Begin(first.AddMonths(1))) }
            : rows with
            {
                First = first, Next = first.AddMonths(1),
                Closings = [.. new short[] { 1, 2 }.Where(program => rows.Program == 0 || program == rows.Program).Select(program =>
                    new MonthClosing(program, Moment(random, first), Moment(random, first.AddMonths(1))))],
            };
        Assert.Equal(await journal.SettlementAsync(rows), await totals.ReportAsync(report => report.SettlementAsync(rows)));
    }

    // Often within a day, at times at its beginning.
    private static DateTime Moment(Random random, DateOnly day) =>
        Begin(day).AddMinutes(random.Next(4) == 0 ? 24 * 60 : random.Next(-24 * 60, 5 * 24 * 60));

    private static DateTime Begin(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    private DateOnly DayBefore(Random random) => DateOnly.FromDateTime(Moving.GetUtcNow().UtcDateTime).AddDays(1 - random.Next(14));
}
