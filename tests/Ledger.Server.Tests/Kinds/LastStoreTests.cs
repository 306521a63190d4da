using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

/// <summary>A return at a store where the next day has begun, of what can be spent at another store still.</summary>
[Collection(OneServer.Name)]
public sealed class LastStoreTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private const int London = 1;
    private const int Shanghai = 2;
    private readonly ShiftedClock _clock = new(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero));

    protected override TimeProvider Clock => _clock;

    [Theory]
    [InlineData("forfeit", false)]
    [InlineData("forfeit", true)]
    [InlineData("extend", false)]
    [InlineData("extend", true)]
    public async Task What_the_last_store_can_still_spend_comes_back_as_it_was(string policy, bool isReversed)
    {
        var more = policy == "forfeit" ? "{ kind: forfeit }" : "{ kind: extend, days: 6 }";
        await BeginAnewAsync(NewProgramFolder()
            .Add(1, bonusValidity: "{ kind: days, count: 10 }", more: $"returns: {{ expired_lots: {more} }}\n")
            .AddStore(London, 1, "Europe/London", "day_starts: \"04:00\"").AddStore(Shanghai, 1));
        var number = (await PostedAsync(At(London).OpenAccount())).Account;
        var account = Target.Account(number);
        await PostedAsync(At(London).TopUp(account, 20_000));
        // The lot's last day is the 20th; in Shanghai the 21st has begun.
        _clock.Advance(new DateTimeOffset(2026, 11, 20, 23, 30, 0, TimeSpan.Zero) - _clock.GetUtcNow());
        var debit = At(London).Debit(account, 300);
        await PostedAsync(debit);

        var back = await PostedAsync(isReversed
            ? At(Shanghai).Reverse(account, Keys.Of(debit)) : At(Shanghai).Refund(account, Keys.Of(debit)));

        Assert.Equal(0, back.Refund.Forfeited);
        var lot = (await Reading.GetExpiringAsync(new GetExpiringRequest { Account = number })).Lots.Single(one =>
            one.Asset == Asset.Bonus);
        Assert.Equal((20261120, 1_500), (lot.ExpiresOn, lot.Amount));
        await PostedAsync(At(London).Debit(account, 1_500));
    }

    private OperationBuilder At(int store) => new(store, 7, 3, _clock);
}
