using Ledger.Client.Testing;
using Ledger.Server.Tests.Recorded;
using Ledger.V1;

namespace Ledger.Client.Tests.InMemory;

/// <summary>What a till does in the life of a member, by the real client on the ledger in memory: its program is one with PINs and
/// transfers.</summary>
public sealed class TillTests : IDisposable
{
    private const string Number = "6600123412341234";
    private static readonly Target Card = Target.Card(Number);

    private readonly StandingClock _clock = new(new DateTimeOffset(2026, 3, 10, 4, 0, 0, TimeSpan.Zero));
    private readonly InMemoryLedger _ledger;

    public TillTests() =>
        _ledger = new InMemoryLedger(new InMemoryLedgerOptions { Programs = [ProgramOf("club.yaml")], TimeProvider = _clock });

    private ILedgerClient Till => field ??= _ledger.Client(store: 1, terminal: 7, @operator: 3);

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task A_member_opens_loads_buys_brings_back_and_the_books_balance()
    {
        await PostedAsync(Till.OpenAccountAsync(Number, 1001));
        var loaded = await PostedAsync(Till.TopUpAsync(Card, 100_00, "cash"));
        var sale = await PostedAsync(Till.CheckoutAsync(
            Card, [new CheckoutLine { AmountMinor = 80_00 }], new CheckoutPayment { StoredValueMinor = 50_00 }));
        var returned = await PostedAsync(Till.RefundAsync(Card, OperationKey.FromByteString(sale.Key), 20_00));
        var balances = await Till.GetBalancesAsync(Card);

        Assert.Equal(100_00, loaded.Balances.PrincipalMinor);
        Assert.Equal((30_00, 50_00), (sale.Basket.RestMinor, sale.Basket.StoredValueMinor));
        Assert.True(sale.Basket.EarnedPoints > 0);
        Assert.Equal(20_00, returned.Refund.StoredValueMinor + returned.Refund.RestMinor + returned.Refund.NettedMinor);
        Assert.Equal(returned.Balances, balances!.Holdings);
        Assert.Equal([Kind.OpenAccount, Kind.TopUp, Kind.Checkout, Kind.Refund], _ledger.JournalOf(1001).Select(line => line.Kind));
        Assert.Equal(1001, _ledger.AccountOf(Number));
        Assert.Empty(_ledger.Verify());
        Assert.All((await Till.GetTrialBalanceAsync()).Lines.GroupBy(line => line.Asset),
            asset => Assert.Equal(asset.Sum(line => line.Debits), asset.Sum(line => line.Credits)));
    }

    [Fact]
    public async Task A_hold_is_placed_captured_in_part_and_released()
    {
        await OpenAsync(principalMinor: 50_00);
        var hold = OperationKey.FromByteString((await PostedAsync(Till.PlaceHoldAsync(Card, 30_00))).Key);
        Assert.Equal(20_00, (await Till.GetBalancesAsync(Card))!.Spendable.PrincipalMinor);

        await PostedAsync(Till.CaptureHoldAsync(Card, hold, 10_00));
        await PostedAsync(Till.ReleaseHoldAsync(Card, hold));

        Assert.Equal((40_00, 40_00), await PrincipalAsync());
    }

    [Fact]
    public async Task A_checkout_that_a_hold_pays_earns_and_its_refund_is_free()
    {
        await OpenAsync(principalMinor: 50_00);
        var hold = OperationKey.FromByteString((await PostedAsync(Till.PlaceHoldAsync(Card, 30_00))).Key);

        CheckoutLine[] stay = [new() { AmountMinor = 25_00 }];
        var paid = await PostedAsync(Till.CheckoutAsync(Card, stay, new() { AllStoredValue = true, HoldKey = hold }));
        Assert.Equal((25_00, 25_00, 0), (paid.Basket.StoredValueMinor, paid.Basket.HeldMinor, paid.HoldLeftMinor));
        Assert.Equal((25_00, 25_00), await PrincipalAsync());
        Assert.Equal(2, paid.Basket.EarnedPoints);

        await PostedAsync(Till.RefundAsync(Card, OperationKey.FromByteString(paid.Key)));
        Assert.Equal((50_00, 50_00), await PrincipalAsync());
    }

    [Fact]
    public async Task A_hold_that_nobody_captures_ends_by_the_clock()
    {
        await OpenAsync(principalMinor: 50_00);
        await PostedAsync(Till.PlaceHoldAsync(Card, 30_00, minutes: 60));
        _ledger.DoWhatIsDue();
        Assert.Equal((50_00, 20_00), await PrincipalAsync());

        _clock.Set(_clock.GetUtcNow().AddHours(2));
        _ledger.DoWhatIsDue();

        Assert.Equal(Kind.TimeOutHold, _ledger.JournalOf(1001)[^1].Kind);
        Assert.Equal((50_00, 50_00), await PrincipalAsync());
        Assert.Empty(_ledger.Verify());
    }

    [Fact]
    public async Task A_pin_that_is_set_is_asked_for_tried_and_locked()
    {
        await OpenAsync(principalMinor: 50_00);
        await PostedAsync(Till.SetPinAsync(Card, "271828"));

        await PostedAsync(Till.DebitAsync(Card, 1_00, pin: "271828"));
        for (var tries = 0; tries < 3; tries++)
            Assert.Equal(Outcome.WrongPin, await RefusedAsync(Till.DebitAsync(Card, 1_00, pin: "0000")));
        Assert.Equal(Outcome.PinLocked, await RefusedAsync(Till.DebitAsync(Card, 1_00, pin: "271828")));
        await PostedAsync(Till.UnlockPinAsync(Card));
        await PostedAsync(Till.DebitAsync(Card, 1_00, pin: "271828"));
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_and_recorded_and_what_is_not_there_is_not_found()
    {
        await OpenAsync(principalMinor: 10_00);

        Assert.Equal(Outcome.InsufficientFunds, await RefusedAsync(Till.DebitAsync(Card, 10_01)));
        Assert.Equal(Outcome.CardTaken, await RefusedAsync(Till.OpenAccountAsync(Number, 1002)));
        Assert.IsType<PostingResult.NotFound>(await Till.DebitAsync(Target.Card("card-of-nobody"), 1_00));
        var wrong = await Assert.ThrowsAsync<LedgerRequestException>(() => Till.DebitAsync(Card, -1));

        Assert.Equal("debit.amount_minor", Assert.Single(wrong.Problem.Violations).Field);
        Assert.Equal(Outcome.InsufficientFunds, _ledger.JournalOf(1001)[^1].Receipt.Outcome);
        Assert.Empty(_ledger.JournalOf(1002));
    }

    [Fact]
    public async Task A_transfer_has_arrived_when_it_is_answered()
    {
        await OpenAsync(principalMinor: 10_00);
        await PostedAsync(Till.OpenAccountAsync(account: 1002));

        await PostedAsync(Till.TransferAsync(Card, 1002, Asset.Principal, 4_00));

        Assert.Equal(Kind.Arrive, _ledger.JournalOf(1002)[^1].Kind);
        Assert.Equal(4_00, (await Till.GetBalancesAsync(Target.Account(1002)))!.Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task A_quote_says_what_a_posting_would_and_leaves_nothing()
    {
        await OpenAsync(principalMinor: 10_00);
        var sale = Till.Operations.Checkout(Card, [new CheckoutLine { AmountMinor = 8_00 }], new CheckoutPayment { AllStoredValue = true });

        var quote = await Till.GetQuoteAsync(sale);
        Assert.Equal(2, _ledger.JournalOf(1001).Count);
        var paid = await PostedAsync(Till.PostAsync(sale));

        Assert.Equal(paid.Basket, quote!.Basket);
    }

    [Fact]
    public async Task What_needs_a_server_says_so()
    {
        var report = await Assert.ThrowsAsync<LedgerRequestException>(() => Till.GetCloseAsync(1, new DateOnly(2026, 3, 10)));
        var export = await Assert.ThrowsAsync<LedgerRequestException>(() => Till.ExportTrialBalanceAsync(Stream.Null));

        Assert.All([report, export], refused =>
        {
            Assert.Equal(Grpc.Core.StatusCode.Unimplemented, refused.Problem.StatusCode);
            Assert.Contains("need a server", refused.Problem.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_program_of_ones_own_holds()
    {
        using var ledger = new InMemoryLedger(new InMemoryLedgerOptions
        {
            Programs = [ProgramOf("strict.yaml")], Stores = "stores:\n  - { store: 5, program: 2, name: Own, time_zone: UTC }\n",
        });

        var opened = await PostedAsync(ledger.Client(store: 5).OpenAccountAsync(new AccountOpening { QualifyingTotalMinor = 5_000 }));
        Assert.Equal(2, opened.Program);
        var wrong = Assert.Throws<ArgumentException>(() => new InMemoryLedger(new InMemoryLedgerOptions { Programs = ["program: 0"] }));
        Assert.Contains("program document 1:1", wrong.Message, StringComparison.Ordinal);
    }

    private static string ProgramOf(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded/programs", file));

    private async Task OpenAsync(long principalMinor)
    {
        await PostedAsync(Till.OpenAccountAsync(Number, 1001));
        await PostedAsync(Till.TopUpAsync(Card, principalMinor));
    }

    private async Task<(long Held, long Spendable)> PrincipalAsync()
    {
        var balances = (await Till.GetBalancesAsync(Card))!;
        return (balances.Holdings.PrincipalMinor, balances.Spendable.PrincipalMinor);
    }

    private static async Task<Receipt> PostedAsync(Task<PostingResult> posting) =>
        Assert.IsType<PostingResult.Posted>(await posting).Receipt;

    private static async Task<Outcome> RefusedAsync(Task<PostingResult> posting) =>
        Assert.IsType<PostingResult.Refused>(await posting).Outcome;

    [Fact]
    public async Task A_till_asks_what_its_program_offers_and_which_stores_there_are()
    {
        using var ledger = new InMemoryLedger();
        var client = ledger.Client(store: 1);

        var program = await client.GetProgramAsync();
        var stores = new List<StoreFacts>();
        await foreach (var store in client.GetStoresAsync(pageSize: 1)) stores.Add(store);

        Assert.True(program!.RedeemBlock > 0);
        Assert.Equal(program.Program, stores.Single(store => store.Store == 1).Program);
        Assert.Equal(stores.OrderBy(store => store.Store), stores);
        Assert.Null(await client.GetProgramAsync(program: 999));
    }
}
