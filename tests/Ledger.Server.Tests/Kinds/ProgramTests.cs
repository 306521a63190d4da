using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

[Collection(OneServer.Name)]
public sealed class ProgramTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_store_of_another_program_is_refused_and_moves_nothing()
    {
        var programs = NewProgramFolder().Add(1).Add(2).AddStore(1, 1).AddStore(2, 2);
        await BeginAnewAsync(programs);
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 100));
        var operation = Operations.Debit(Target.Account(account), 50, details: new OperationDetails { Store = 2 });

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(principal: 100), [], Outcome.OtherProgram);
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
        await BeginAnewAsync(programs);
        var utcDate = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-2);
        (int Store, string UtcTime)[] around =
        [
            (1, "15:59:59.999999"), (1, "16:00:00.000000"), (1, "15:59:59.999999"), (2, "03:59:59.999999"), (2, "12:00:00.000000"),
            (3, "18:14:59.999999"), (3, "18:15:00.000000"), (4, "23:59:59.999999"), (4, "00:00:00.000000"), (1, "16:00:00.000000"),
        ];

        var dates = new List<int>();
        foreach (var (store, utcTime) in around)
        {
            var moment = new DateTimeOffset(utcDate.ToDateTime(TimeOnly.Parse(utcTime, System.Globalization.CultureInfo.InvariantCulture)),
                TimeSpan.Zero);
            dates.Add((await PostedAsync(
                Operations.OpenAccount(details: new OperationDetails { Store = store, BusinessTime = moment }))).BusinessDate);
        }

        int[] daysOff = [0, 1, 0, -1, 0, 0, 1, 0, 0, 1];
        Assert.Equal(daysOff.Select(days => DateNumber(utcDate.AddDays(days))), dates);
    }
}
