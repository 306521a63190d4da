using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Idempotency;

[Collection(OneServer.Name)]
public sealed class KeyTimeTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    // Five minutes before April: keys may be ten minutes ahead and 35 days old, so they reach from February into April.
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 23, 55, 0, TimeSpan.Zero);
    private readonly ShiftedClock _clock = new(Now);

    protected override TimeProvider Clock => _clock;

    [Theory]
    [InlineData(-35 * 24 * 60 + 30, "journal_2026_02")]
    [InlineData(-30 * 24 * 60, "journal_2026_03")]
    [InlineData(0, "journal_2026_03")]
    [InlineData(9, "journal_2026_04")]
    public async Task A_key_lies_in_the_month_of_its_own_time(int minutes, string month)
    {
        var operation = OpenAt(Now.AddMinutes(minutes));

        var receipt = await PostedAsync(operation);

        Assert.Equal(month, await ScalarAsync<string>("SELECT tableoid::regclass::text FROM journal WHERE key = @key",
            new { key = Keys.Of(operation) }));
        Assert.Equal(Expected.Replayed(receipt), await PostAsync(operation));
        await RestartAsync();
        Assert.Equal(Expected.Replayed(receipt), await PostAsync(operation));
    }

    [Fact]
    public async Task A_key_at_the_very_edge_of_a_month_lies_in_the_month_that_begins()
    {
        var edge = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);
        var (last, first) = (OpenAt(edge.AddMilliseconds(-1)), OpenAt(edge));

        await PostedAsync(last);
        await PostedAsync(first);

        const string tableOf = "SELECT tableoid::regclass::text FROM journal WHERE key = @key";
        Assert.Equal("journal_2026_03", await ScalarAsync<string>(tableOf, new { key = Keys.Of(last) }));
        Assert.Equal("journal_2026_04", await ScalarAsync<string>(tableOf, new { key = Keys.Of(first) }));
    }

    [Fact]
    public async Task A_key_older_than_the_window_or_ahead_of_the_clock_is_refused_and_never_executed()
    {
        var (old, ahead) = (OpenAt(Now.AddDays(-35).AddMinutes(-1)), OpenAt(Now.AddMinutes(12)));

        Problem.AssertViolations(await RefusedAsync(old), StatusCode.InvalidArgument, "key KEY_TOO_OLD");
        Problem.AssertViolations(await RefusedAsync(ahead), StatusCode.InvalidArgument, "key KEY_IN_FUTURE");

        Assert.Equal(0, await CountInJournalAsync(old, ahead));
    }

    [Fact]
    public async Task I5_A_key_that_has_become_too_old_has_its_receipt_and_is_not_executed_again()
    {
        var operation = OpenAt(Now);
        var receipt = await PostedAsync(operation);

        _clock.Advance(TimeSpan.FromDays(36));

        foreach (var way in Enum.GetValues<Way>()) Assert.Equal([Expected.Replayed(receipt)], await Posting.ReceiptsAsync(way, operation));
        Assert.Equal(Expected.Replayed(receipt), await Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = operation.Key }));
        Assert.Equal(1, await CountInJournalAsync(operation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I5_A_key_that_was_answered_has_its_receipt_from_a_server_whose_clock_is_behind(bool isRestarted)
    {
        var account = (await PostedAsync(OpenAt(Now))).Account;
        var (plain, rare) = (Builder.Debit(Target.Account(account), 100), Builder.TopUp(Target.Account(account), 5_000));
        var receipts = new[] { await PostedAsync(rare), await PostedAsync(plain) };

        _clock.Advance(TimeSpan.FromHours(-1));
        if (isRestarted) await RestartAsync();

        foreach (var way in Enum.GetValues<Way>())
            Assert.Equal(receipts.Select(Expected.Replayed), await Posting.ReceiptsAsync(way, rare, plain));
        (plain.Debit.AmountMinor, rare.TopUp.AmountMinor) = (101, 5_001);
        foreach (var way in Enum.GetValues<Way>())
            Assert.All(await Posting.ReceiptsAsync(way, rare, plain), receipt => Assert.Equal(Outcome.KeyReused, receipt.Outcome));
        Assert.Equal(4_900, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Theory]
    [InlineData(Way.Unary)]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task A_key_under_which_nothing_is_posted_is_refused_by_a_server_whose_clock_is_behind(Way way)
    {
        var account = (await PostedAsync(OpenAt(Now))).Account;
        await PostedAsync(Builder.TopUp(Target.Account(account), 5_000));
        var (plain, rare) = (Builder.Debit(Target.Account(account), 100), Builder.TopUp(Target.Account(account), 5_000));

        _clock.Advance(TimeSpan.FromHours(-1));

        foreach (var result in await Posting.SendAsync(way, plain, rare))
            Assert.Equal(["key KEY_IN_FUTURE"], result.Problem.Violations());
        Assert.Equal(0, await CountInJournalAsync(plain, rare));
    }

    [Fact]
    public async Task I5_A_key_that_was_answered_has_its_receipt_after_the_servers_bounds_were_narrowed()
    {
        var account = (await PostedAsync(OpenAt(Now))).Account;
        var far = new OperationDetails { BusinessTime = Now.AddHours(-20), Key = OperationKey.At(Now) };
        var (large, early) = (Builder.TopUp(Target.Account(account), 900_000), Builder.TopUp(Target.Account(account), 100, details: far));
        var receipts = new[] { await PostedAsync(large), await PostedAsync(early) };

        await RestartAsync(settings => (settings.Limits.AmountMax, settings.Limits.BusinessTimeMaxDistanceHours) = (899_999, 19));

        foreach (var way in Enum.GetValues<Way>())
            Assert.Equal(receipts.Select(Expected.Replayed), await Posting.ReceiptsAsync(way, large, early));
        Problem.AssertViolations(
            await RefusedAsync(Builder.TopUp(Target.Account(account), 900_000)), StatusCode.InvalidArgument,
            "top_up.amount_minor OUT_OF_RANGE");
    }

    [Fact]
    public async Task I5_A_transfer_that_was_answered_has_its_receipt_after_its_other_side_was_never_opened()
    {
        var (from, opening) = ((await PostedAsync(OpenAt(Now))).Account, OpenAt(Now));
        var to = (await PostedAsync(opening)).Account;
        var transfer = Builder.Transfer(Target.Account(from), to, Asset.Points, 1);
        var receipt = await PostAsync(transfer);
        await PostedAsync(Builder.Reverse(Target.Account(to), Keys.Of(opening)));

        foreach (var way in Enum.GetValues<Way>()) Assert.Equal([Expected.Replayed(receipt)], await Posting.ReceiptsAsync(way, transfer));
    }

    [Fact]
    public async Task A_month_that_nobody_has_made_yet_is_made_when_its_first_key_comes()
    {
        var account = (await PostedAsync(OpenAt(Now))).Account;
        Assert.Null(await ScalarAsync<string?>("SELECT to_regclass('journal_2026_09')::text"));
        _clock.Advance(TimeSpan.FromDays(170));
        var moment = _clock.GetUtcNow();
        var details = new OperationDetails { BusinessTime = moment };
        var operation = new OperationBuilder(1, 7, 3, _clock).TopUp(Target.Account(account), 100, details: details);

        await PostedAsync(operation);

        Assert.Equal("journal_2026_09",
            await ScalarAsync<string>("SELECT tableoid::regclass::text FROM journal WHERE key = @key", new { key = Keys.Of(operation) }));
    }

    [Fact]
    public async Task The_receipt_says_when_the_ledger_decided_not_when_it_happened()
    {
        var receipt = await PostedAsync(OpenAt(Now.AddDays(-3)));

        Assert.InRange(receipt.PostedAt.ToDateTimeOffset(), Now, _clock.GetUtcNow());
        Assert.Equal(0, receipt.PostedAt.Nanos % 1_000);
    }

    [Fact]
    public async Task I5_A_retry_after_the_programs_limit_was_lowered_gets_the_first_receipt()
    {
        var programs = NewProgramFolder().Add(1).AddStore(1, 1);
        void Use(Settings settings) => settings.Programs = programs.Path;
        await BeginAnewAsync(Use);
        var account = (await PostedAsync(OpenAt(Now))).Account;
        var builder = new OperationBuilder(1, 7, 3, _clock);
        var operation = builder.TopUp(Target.Account(account), 900_000);
        var receipt = await PostedAsync(operation);

        programs.Add(1, version: 2, activeFrom: "2021-01-01T00:00:00Z", topUpMinor: 1_000);
        await RestartAsync(Use);

        foreach (var way in Enum.GetValues<Way>()) Assert.Equal([Expected.Replayed(receipt)], await Posting.ReceiptsAsync(way, operation));
        Problem.AssertViolations(
            await RefusedAsync(builder.TopUp(Target.Account(account), 900_000)), StatusCode.InvalidArgument,
            "top_up.amount_minor ABOVE_LIMIT");
    }

    private OperationBuilder Builder => new(1, 7, 3, _clock);

    private static Operation OpenAt(DateTimeOffset moment) =>
        new OperationBuilder(1, 7, 3, TimeProvider.System).OpenAccount(details: new OperationDetails { BusinessTime = moment });
}
