using Ledger.Server.Hosting;
using DerivedKeys = Ledger.Rules.Asked.DerivedKeys;

namespace Ledger.Server.Tests.Checkpoints;

/// <summary>What the ledger does by itself: the other side of a merge, holds that end, what expires. Stopped anywhere, done once.</summary>
[Collection(Disturbances.Name)]
public sealed class UpkeepTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private readonly ShiftedClock _clock = new(DateTimeOffset.UtcNow);

    protected override TimeProvider Clock => _clock;

    protected override void Configure(Settings settings) => settings.Limits.UpkeepSeconds = 1;

    [Fact]
    public async Task A_merge_arrives_after_a_crash_between_its_two_sides()
    {
        var (from, into) = (await OpenInAsync(0), await OpenInAsync(1));
        await PostedAsync(Operations.TopUp(Target.Account(from), 20_000));
        await PostedAsync(Operations.Merge(Target.Account(from), into));
        await HoldsAsync(into, 20_000);
        await Ledger.StopAsync();
        // As if the server had died before the other side was committed.
        await ExecuteAsync(
            """
            DELETE FROM journal WHERE kind = 28;
            DELETE FROM account;
            UPDATE partition p SET checkpoint_seq = 0, next_seq = 1 + coalesce((SELECT max(seq) FROM journal j WHERE j.partition = p.partition), 0)
            """);
        _clock.Advance(TimeSpan.FromMinutes(1));

        await RestartAsync();

        await HoldsAsync(into, 20_000);
        Assert.Equal((0, 1), (await CountAsync(29), await CountAsync(28)));
    }

    [Fact]
    public async Task A_merge_that_the_other_side_cannot_take_comes_back()
    {
        var programs = NewProgramFolder().Add(1, storedValueMinor: 30_000).AddStore(1, 1);
        await BeginAnewAsync(programs);
        var (from, into) = (await OpenInAsync(0), await OpenInAsync(1));
        await PostedAsync(Operations.TopUp(Target.Account(from), 18_000));
        await PostedAsync(Operations.TopUp(Target.Account(into), 18_000));

        await PostedAsync(Operations.Merge(Target.Account(from), into));

        await HoldsAsync(from, 18_000);
        Assert.Equal((1, 18_000), (await CountAsync(29), (await BalancesAsync(into)).Holdings.PrincipalMinor));
        await PostedAsync(Operations.Debit(Target.Account(from), 1_000));
    }

    [Fact]
    public async Task A_transfer_whose_arrival_key_a_caller_has_used_before_comes_back()
    {
        var (from, into, other) = (await OpenInAsync(0), await OpenInAsync(1), await OpenAsync());
        await PostedAsync(Operations.TopUp(Target.Account(from), 20_000));
        var merge = Operations.Merge(Target.Account(from), into);
        await PostedAsync(With(DerivedKeys.ArrivalOf(Keys.Of(merge))));

        await PostedAsync(merge);

        await HoldsAsync(from, 20_000);
        Assert.Equal((0, 1), (await CountAsync(28), await CountAsync(29)));
        await PostedAsync(Operations.Debit(Target.Account(from), 1_000));

        Operation With(Guid key)
        {
            var topUp = Operations.TopUp(Target.Account(other), 100);
            topUp.Key = OperationKey.ToByteString(key);
            return topUp;
        }
    }

    [Fact]
    public async Task A_key_of_the_ledgers_own_can_be_asked_for_and_cannot_be_sent()
    {
        var (from, into) = (await OpenInAsync(0), await OpenInAsync(1));
        await PostedAsync(Operations.TopUp(Target.Account(from), 20_000));
        var merge = Operations.Merge(Target.Account(from), into);
        await PostedAsync(With(DerivedKeys.ArrivalOf(Keys.Of(merge))));
        await PostedAsync(merge);
        await HoldsAsync(from, 20_000);
        var comeBack = DerivedKeys.ComeBackOf(Keys.Of(merge));

        var sent = await RefusedAsync(With(comeBack));
        var outcome = await Ledger.Reading().GetOutcomeAsync(new GetOutcomeRequest { Key = OperationKey.ToByteString(comeBack) });

        Problem.AssertViolations(sent, StatusCode.InvalidArgument, "key KEY_MALFORMED");
        Assert.Equal((from, Outcome.Posted), (outcome.Account, outcome.Outcome));

        Operation With(Guid key)
        {
            var topUp = Operations.TopUp(Target.Account(into), 100);
            topUp.Key = OperationKey.ToByteString(key);
            return topUp;
        }
    }

    [Fact]
    public async Task A_hold_at_its_end_is_released_once_also_by_the_next_server()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 10_000));
        await PostedAsync(Operations.PlaceHold(Target.Account(account), 4_000, minutes: 1));
        _clock.Advance(TimeSpan.FromMinutes(2));

        await Wait.UntilAsync(async () => await CountAsync(31) == 1, "the hold has ended");
        await RestartAsync();
        await PostedAsync(Operations.Debit(Target.Account(account), 10_000));

        Assert.Equal(1, await CountAsync(31));
    }

    [Fact]
    public async Task Every_ended_hold_is_reached_by_one_look_however_small_its_pages_are()
    {
        const int count = 7;
        for (var i = 0; i < count; i++)
        {
            var account = await OpenInAsync(0);
            await PostedAsync(Operations.TopUp(Target.Account(account), 10_000));
            await PostedAsync(Operations.PlaceHold(Target.Account(account), 4_000, minutes: 1));
        }
        await Ledger.StopAsync();
        _clock.Advance(TimeSpan.FromMinutes(2));

        // The one look at the start: the next one is an hour away, and checkpoints are written late.
        await RestartAsync(settings => (settings.Limits.UpkeepSeconds, settings.Limits.UpkeepMaxCount) = (3_600, 2));

        await Wait.UntilAsync(async () => await CountAsync(31) == count, "all holds have ended");
    }

    [Fact]
    public async Task What_piled_up_while_no_server_ran_expires_at_the_next_start_and_once()
    {
        var accounts = new List<long>();
        for (var i = 0; i < 12; i++) accounts.Add(await OpenAsync());
        foreach (var account in accounts) await PostedAsync(Operations.TopUp(Target.Account(account), 20_000));
        await Ledger.StopAsync();
        _clock.Advance(TimeSpan.FromDays(400));

        await RestartAsync(settings => (settings.Limits.UpkeepSeconds, settings.Limits.UpkeepMaxCount) = (1, 2));
        await Wait.UntilAsync(async () => await CountAsync(30) == accounts.Count, "all have expired");
        await RestartAsync();

        foreach (var account in accounts)
            Assert.Equal((20_000, 0),
            ((await BalancesAsync(account)).Holdings.PrincipalMinor, (await BalancesAsync(account)).Holdings.BonusMinor));
        Assert.Equal(accounts.Count, await CountAsync(30));
    }

    private Task HoldsAsync(long account, long principal) => Wait.UntilAsync(
        async () => (await BalancesAsync(account)).Holdings.PrincipalMinor == principal, $"account {account} holds {principal}");

    private Task<long> CountAsync(int kind) =>
        ScalarAsync<long>("SELECT count(*) FROM journal WHERE kind = @kind AND leg = 0 AND outcome < 10", new { kind });
}
