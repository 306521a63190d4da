using Ledger.Client;
using Ledger.Server.Basics;
using Ledger.Server.Hosting;
using Ledger.Server.Journal.Closings;
using Ledger.Testing;
using Ledger.V1;
using Npgsql;

namespace Ledger.Crash.Tests.Damage;

/// <summary>
/// A ledger in which every column of every table says something: an account that has all an account can have (1), others that were merged,
/// refunded and had everything else happen to them, card stock, stores that changed hands, a month that was settled.
/// </summary>
public sealed class RichLedger : LedgerToDamage
{
    private const string Program =
        """
        program: 1
        name: Rich
        version: 1
        active_from: 2020-01-01T00:00:00Z
        earn: { points: 1, per_minor: 100 }
        points_validity: { kind: months, count: 24 }
        points_waiting: { kind: days, days: 1 }
        redeem: { block: 100, worth_minor: 500 }
        top_up_bonus: [{ from_minor: 20000, bonus_minor: 1500 }]
        bonus_validity: { kind: months, count: 12 }
        pool_order: bonus_first
        tiers:
          - { code: ordinary, name: Ordinary }
          - { code: silver, name: Silver, monthly_bonus_minor: 10, reached_by: [{ spend_minor: 50000, within: ever }] }
          - { code: gold, name: Gold, reached_by: [{ spend_minor: 90000000, within: ever }] }
        tier_validity: { kind: months, count: 12 }
        card_types:
          - { code: member, name: Member, validity: { kind: days, count: 900 } }
          - { code: special, name: Special }
          - { code: gift, name: Gift, closes_at_zero: true }
        transfers: { points: true, value: true }
        limits: { top_up_minor: 1000000, debit_minor: 1000000, purchase_minor: 10000000, points: 1000000,
                  stored_value_minor: 10000000, points_balance: 100000000, cards: 5 }
        """;

    private readonly string _programs = Directory.CreateTempSubdirectory("ledger-rich-").FullName;

    protected override void Configure(Settings settings)
    {
        base.Configure(settings);
        File.WriteAllText(Path.Combine(_programs, "rich.yaml"), Program);
        File.WriteAllText(Path.Combine(_programs, "stores.yaml"),
            "stores: [{ store: 1, program: 1, name: One, time_zone: Asia/Shanghai, branch: North, merchant: Grocer }]");
        settings.Programs = _programs;
    }

    // A month of last year is settled, and the store changed hands.
    protected override string Finish =>
        """
        INSERT INTO store_party VALUES (1, now() - interval '1 day', 'South', 'Baker');
        INSERT INTO program SELECT 2, version, active_from, name, replace(document, 'program: 1', 'program: 2') FROM program;
        """;

    // All of it is posted behind a closing, which has members of its own.
    protected override async Task<TestLedger> BeginAsync(PostgresCluster cluster)
    {
        var clock = new EarlierClock(TimeSpan.FromDays(40));
        var ledger = await TestLedger.StartAsync(cluster, Configure, clock);
        using (var client = ledger.Client(options => options.TimeProvider = clock))
            for (var account = 9001L; account <= 9006; account++)
            {
                var target = Target.Account(account);
                await PostAsync(Outcome.Posted, client.OpenAccountAsync($"9900{account:D8}", account));
                await PostAsync(Outcome.Posted, client.TopUpAsync(target, 30_000, "cash"));
                await PostAsync(Outcome.Posted, client.AccruePurchaseAsync(target, 60_000));
                await PostAsync(Outcome.Posted, client.DebitAsync(target, 5_000));
            }
        await ledger.RestartAsync(Configure);
        await using var source = NpgsqlDataSource.Create(ledger.Connection);
        var closings = new MonthClosings(source, new Limits());
        for (short partition = 0; partition < 2; partition++)
            await Eventually.HoldsAsync(async () =>
                // The server's upkeep may be at it too.
                await closings.StepAsync(partition, DateTime.UtcNow, default) is null && await IsClosedAsync(source, partition));
        return ledger;
    }

    private static async Task<bool> IsClosedAsync(NpgsqlDataSource source, short partition)
    {
        await using var command = source.CreateCommand($"SELECT count(*) > 0 FROM closing WHERE partition = {partition}");
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_programs, recursive: true);
        return base.DisposeAsync();
    }

    protected override async Task FillAsync(LedgerClient client)
    {
        var cards = (await client.GenerateCardsAsync(1, 3, "member", "6600")).Cards;
        await OpenAsync(client, cards[0], cards[1]);
        await UseAsync(client, Target.Account(1));
        await new EveryKind(client).PostAsync();
        foreach (var account in new[] { 2L, 3L })
        {
            await PostAsync(Outcome.Posted, client.OpenAccountAsync($"7700{account:D8}", account));
            await PostAsync(Outcome.Posted, client.TopUpAsync(Target.Account(account), 30_000, "cash"));
            await PostAsync(Outcome.Posted, client.DebitAsync(Target.Card($"7700{account:D8}"), 2_000));
        }
        await PostAsync(Outcome.Posted, client.SetTierAsync(Target.Account(2), "gold", "friend of the house"));
        var debit = client.Operations.Debit(Target.Account(2), 700);
        await PostAsync(Outcome.Posted, client.PostAsync(debit));
        await PostAsync(Outcome.Posted, client.RefundAsync(Target.Account(2), OperationKey.FromByteString(debit.Key), 300));
        await PostAsync(Outcome.Posted, client.MergeAsync(Target.Account(3), 2));
        var lastYear = DateTime.UtcNow.Year - 1;
        // These move the totals on, too.
        await client.GetLiabilityAsync();
        Assert.True((await client.GetBusinessSettlementAsync(SettlementLevel.Store, lastYear, 3)).Final);
    }

    private static async Task OpenAsync(LedgerClient client, string first, string second)
    {
        await PostAsync(Outcome.Posted, client.OpenAccountAsync(
            new AccountOpening
            {
                Card = first, Identifiers = [Mobile("13800000001"), new() { Kind = IdentifierKind.MemberNumber, Value = "M-1001" }],
                Birthdays = [new Birthday { Whose = "member", Month = 5, Day = 4 }],
            }, 1));
        // Another mobile in the place of the first one, and a second card.
        await PostAsync(Outcome.Posted, client.DescribeAsync(Target.Account(1), [Mobile("13800000002")], []));
        await PostAsync(Outcome.Posted, client.IssueCardAsync(Target.Account(1), second));
    }

    private static async Task UseAsync(LedgerClient client, Target target)
    {
        var day = NoLastDay();
        await PostAsync(Outcome.Posted, client.TopUpAsync(target, 50_000, "cash",
            new OperationDetails { Reference = "bill 7", TerminalSeq = 12, Operator = 5, BusinessTime = day }));
        // Under the number that the top-up had, which is a repeat.
        await PostAsync(Outcome.Posted,
            client.AccruePurchaseAsync(target, 60_000, new OperationDetails { TerminalSeq = 12, BusinessTime = day }));
        await PostAsync(Outcome.Posted, client.AccruePointsAsync(target, 400, "gift", new OperationDetails { BusinessTime = day }));
        await PostAsync(Outcome.Posted, client.RedeemAsync(target, 200));
        await PostAsync(Outcome.Posted, client.PlaceHoldAsync(target, 4_000));
        await PostAsync(Outcome.Posted, client.WarnAsync(target, "noisy"));
        await PostAsync(Outcome.InsufficientFunds, client.DebitAsync(target, 900_000));
        await PostAsync(Outcome.Posted, client.SetPinAsync(target, "314159"));
        await PostAsync(Outcome.WrongPin, client.DebitAsync(target, 10, pin: "271828"));
    }

    // Of a month's last day a checkpoint says nothing that does not follow from the month and its other days: no damage to it does any.
    private static DateTimeOffset NoLastDay()
    {
        var now = DateTimeOffset.UtcNow;
        var there = now.AddHours(8);
        return there.Day == DateTime.DaysInMonth(there.Year, there.Month) ? now.AddDays(-1) : now;
    }

    private static Identifier Mobile(string number) => new() { Kind = IdentifierKind.Mobile, Value = number };
}
