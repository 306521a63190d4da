using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

[Collection(OneServer.Name)]
public sealed class ProgramTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task To_a_store_of_another_program_the_account_is_unknown_and_nothing_is_recorded()
    {
        var programs = NewProgramFolder().Add(1).Add(2).AddStore(1, 1).AddStore(2, 2);
        await BeginAnewAsync(programs);
        var account = await OpenAsync("members-card-1");
        await PostedAsync(Operations.TopUp(Target.Account(account), 100));
        var elsewhere = new OperationDetails { Store = 2 };
        var (byNumber, byCard) = (Target.Account(account), Target.Card("members-card-1"));

        async Task UnknownAsync(Task call, string violation) =>
            Problem.AssertViolations(await Assert.ThrowsAsync<RpcException>(() => call), StatusCode.NotFound, violation);
        await UnknownAsync(PostAsync(Operations.Debit(byNumber, 50, details: elsewhere)), "account UNKNOWN_ACCOUNT");
        await UnknownAsync(PostAsync(Operations.Debit(byCard, 50, details: elsewhere)), "card UNKNOWN_CARD");
        await UnknownAsync(PostAsync(Operations.Checkout(byCard, [new CheckoutLine { AmountMinor = 5 }], details: elsewhere)),
            "card UNKNOWN_CARD");
        await UnknownAsync(Reading.GetQuoteAsync(Operations.Debit(byCard, 50, details: elsewhere)).ResponseAsync, "card UNKNOWN_CARD");

        // Nor does anything else that is wrong tell that there is such a card.
        await UnknownAsync(PostAsync(Operations.Debit(byCard, 2_000_000, details: elsewhere)), "card UNKNOWN_CARD");

        var statement = await Reading.GetStatementAsync(new GetStatementRequest { Account = account });
        Assert.Equal([Kind.TopUp, Kind.OpenAccount], statement.Lines.Select(line => line.Kind));
        // Its number is taken all the same; what it holds is not told.
        var taken = await PostAsync(Operations.OpenAccount(account: account, details: elsewhere));
        Assert.Equal((Outcome.AccountExists, null), (taken.Outcome, taken.Balances));
    }

    [Fact]
    public async Task To_a_store_of_another_program_a_key_that_is_used_tells_nothing_of_a_member()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).Add(2).AddStore(1, 1).AddStore(2, 2));
        var elsewhere = new OperationDetails { Store = 2 };
        var (member, stranger) = (Target.Account(await OpenAsync()), Target.Account(await OpenAsync(details: elsewhere)));
        var used = Operations.TopUp(member, 100);
        await PostedAsync(used);
        var blocked = Operations.Debit(member, 10);
        await PostedAsync(Operations.Reverse(member, Keys.Of(blocked)));

        foreach (var key in new[] { used.Key, blocked.Key })
        {
            var theirs = Operations.TopUp(stranger, 100, details: elsewhere);
            theirs.Key = key;
            Assert.Equal(new Receipt { Key = key, Outcome = Outcome.KeyReused, DifferingField = "store" }, await PostAsync(theirs));
        }
        // The program's own till is told as before.
        Assert.Equal(Outcome.KeyBlocked, (await PostAsync(blocked)).Outcome);
    }

    [Fact]
    public async Task Each_program_of_a_ledger_decides_by_its_own_rules()
    {
        var programs = NewProgramFolder().Add(1, perMinor: 1_000).Add(2, perMinor: 100).AddStore(1, 1).AddStore(2, 2);
        await BeginAnewAsync(programs);
        var inOne = await OpenAsync();
        var inTwo = await OpenAsync(details: new OperationDetails { Store = 2 });

        var one = await PostedAsync(Operations.AccruePurchase(Target.Account(inOne), 10_000));
        var two = await PostedAsync(Operations.AccruePurchase(Target.Account(inTwo), 10_000, new OperationDetails { Store = 2 }));

        Assert.Equal((1, 10L), (one.Program, one.Balances.Points));
        Assert.Equal((2, 100L), (two.Program, two.Balances.Points));
    }

    [Fact]
    public async Task The_version_in_force_at_the_business_time_decides_whatever_the_order_of_arrival()
    {
        var change = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(-3).ToUnixTimeSeconds());
        var programs = NewProgramFolder().Add(1, 1, perMinor: 1_000).Add(1, 2, $"{change:yyyy-MM-dd'T'HH:mm:ss'Z'}", perMinor: 100)
            .AddStore(1, 1);
        await BeginAnewAsync(programs);
        var account = await OpenAsync();

        Task<Receipt> AccrueAt(DateTimeOffset moment) =>
            PostedAsync(Operations.AccruePurchase(Target.Account(account), 10_000, new OperationDetails { BusinessTime = moment }));
        var since = await AccrueAt(change);
        var before = await AccrueAt(change.AddMilliseconds(-1));
        var now = await AccrueAt(DateTimeOffset.UtcNow);

        Assert.Equal((2, 100L), (since.RuleVersion, since.Transfers[0].Amount));
        Assert.Equal((1, 10L), (before.RuleVersion, before.Transfers[0].Amount));
        Assert.Equal((2, 100L), (now.RuleVersion, now.Transfers[0].Amount));
    }

    [Fact]
    public async Task The_business_date_is_the_one_in_the_stores_time_zone()
    {
        string[] zones = ["Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "UTC"];
        var programs = NewProgramFolder().Add(1);
        for (var store = 1; store <= zones.Length; store++) programs.AddStore(store, 1, zones[store - 1]);
        programs.AddStore(5, 1, "Asia/Shanghai", "day_starts: \"04:00\"");
        await BeginAnewAsync(programs);
        var utcDate = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-2);
        (int Store, string UtcTime)[] around =
        [
            (1, "15:59:59.999999"), (1, "16:00:00.000000"), (1, "15:59:59.999999"), (2, "03:59:59.999999"), (2, "12:00:00.000000"),
            (3, "18:14:59.999999"), (3, "18:15:00.000000"), (4, "23:59:59.999999"), (4, "00:00:00.000000"), (1, "16:00:00.000000"),
            (5, "19:59:59.999999"), (5, "20:00:00.000000"),
        ];

        var dates = new List<int>();
        foreach (var (store, utcTime) in around)
        {
            var moment = new DateTimeOffset(utcDate.ToDateTime(TimeOnly.Parse(utcTime, System.Globalization.CultureInfo.InvariantCulture)),
                TimeSpan.Zero);
            dates.Add((await PostedAsync(
                Operations.OpenAccount(details: new OperationDetails { Store = store, BusinessTime = moment }))).BusinessDate);
        }

        int[] daysOff = [0, 1, 0, -1, 0, 0, 1, 0, 0, 1, 0, 1];
        Assert.Equal(daysOff.Select(days => DateNumber(utcDate.AddDays(days))), dates);
    }
}
