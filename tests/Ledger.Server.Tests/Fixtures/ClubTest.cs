using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>
/// A test on a ledger whose program has tiers, card types, rewards, actions and transfers, at a time that stands in the test: noon of
/// 10 March 2026 in Shanghai. The clock runs, and can be moved on.
/// </summary>
public abstract class ClubTest : LedgerTest
{
    private const string Club =
        """
        tiers:
          - { code: ordinary, name: Ordinary }
          - { code: silver, name: Silver, pay: "98%", times: 2, reached_by: [{ purchases: 2, within: ever }] }
          - { code: gold, name: Gold, pay: "90%", monthly_bonus_minor: 300, reached_by: [{ spend_minor: 50000, within: { months: 12 } }] }
          - { code: guest, name: Guest, earns: false, loads: false, spends: false }
        tier_validity: { kind: months, count: 12 }
        tier_end: one_step
        card_types:
          - { code: member, name: Member card }
          - { code: gift, name: Gift card, earns: false, validity: { kind: days, count: 30 }, closes_at_zero: true, forfeits_at_expiry: true }
          - { code: special, name: Special card, needs_approval: true, validity: { kind: days, count: 100 } }
        replacement_fees: { lost_minor: 500, damaged_minor: 200 }
        rewards:
          - { code: coupon, points: 500, worth_minor: 2000 }
          - { code: rebate, points: 200, worth_minor: 500, form: bonus }
        actions: [{ code: sign_in, points: 5 }]
        transfers: { points: true, value: true }
        points_waiting: { kind: days, days: 7 }
        """;

    private const string Strict = "issue: { purchase_minor: 2000, total_minor: 5000, requires: [mobile] }";

    private readonly ShiftedClock _clock = new(new DateTimeOffset(2026, 3, 10, 4, 0, 0, TimeSpan.Zero));
    private readonly ProgramFolder _programs;

    protected ClubTest(LedgerCluster cluster) : base(cluster)
    {
        Operations = new OperationBuilder(1, 7, 3, _clock);
        _programs = NewProgramFolder().Add(1, more: Club).Add(2, more: Strict).AddStore(1, 1).AddStore(2, 2);
    }

    /// <summary>Store 2 belongs to a program that gives a first card to buyers with a mobile number alone.</summary>
    protected static OperationDetails InStrictStore => new() { Store = 2 };

    protected override OperationBuilder Operations { get; }

    protected override TimeProvider Clock => _clock;

    protected override void Configure(Settings settings)
    {
        settings.Programs = _programs.Path;
        settings.Limits.UpkeepSeconds = 1;
    }

    /// <summary>The clock goes on by less than a day, while the server runs.</summary>
    protected void Advance(TimeSpan by) => _clock.Advance(by);

    /// <summary>A new server at noon of a later day, in Shanghai.</summary>
    protected async Task RestartOnAsync(int year, int month, int day)
    {
        await Ledger.StopAsync();
        _clock.Advance(new DateTimeOffset(year, month, day, 4, 0, 0, TimeSpan.Zero) - _clock.GetUtcNow());
        await RestartAsync();
    }

    /// <summary>Waits until the ledger has posted so many transactions of a kind of its own.</summary>
    protected Task DoneAsync(Kind kind, long times = 1) => Wait.UntilAsync(
        async () => await ScalarAsync<long>(
            "SELECT count(*) FROM journal WHERE kind = @kind AND leg = 0 AND outcome < 10", new { kind = (int)kind }) == times,
            $"{kind} is done {times} times");

    /// <summary>A basket of one line.</summary>
    protected Operation Basket(long account, long amountMinor, CheckoutPayment? payment = null) =>
        Operations.Checkout(Target.Account(account), [new CheckoutLine { AmountMinor = amountMinor }], payment);

    /// <summary>1,000 points that do not wait and 100.00 of principal.</summary>
    protected async Task<long> RichAsync(short partition = 0)
    {
        var account = await OpenInAsync(partition);
        await PostedAsync(Operations.AccruePoints(Target.Account(account), 1_000, "gift"));
        await PostedAsync(Operations.TopUp(Target.Account(account), 10_000));
        return account;
    }
}
