using System.Text;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class OutboxPinTests : IAsyncLifetime
{
    private const string Pin = "482915";
    private readonly string _folder = Directory.CreateTempSubdirectory("outbox").FullName;
    private ScriptedLedger _ledger = null!;
    private LedgerClient _client = null!;

    private string Path => System.IO.Path.Combine(_folder, "outbox");

    public async Task InitializeAsync()
    {
        _ledger = await ScriptedLedger.StartAsync();
        _client = _ledger.Client(options => options.AttemptsMax = 2);
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _ledger.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public static TheoryData<string> Spending() => [.. Spendings(new OperationBuilder(1, 7, 3, TimeProvider.System), "").Select(o => $"{o.KindCase}")];

    [Theory]
    [MemberData(nameof(Spending))]
    public async Task A_pin_goes_out_with_the_first_sending_and_never_to_the_disk(string kind)
    {
        var operation = Spendings(_client.Operations, Pin).Single(spending => $"{spending.KindCase}" == kind);
        using (var outbox = TerminalOutbox.Open(Path, 1, 7))
            Assert.IsType<PostingResult.Posted>(await outbox.PostAsync(_client, operation));

        Assert.Equal(Pin, _ledger.Received.Single().Pin);
        // The reference shows that the operation is there to be found: only opening the file again drops what was answered.
        var onDisk = await OnDiskAsync();
        Assert.Contains("tender-7", onDisk, StringComparison.Ordinal);
        Assert.DoesNotContain(Pin, onDisk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_again_later_has_no_pin_and_is_otherwise_the_same()
    {
        using var outbox = TerminalOutbox.Open(Path, 1, 7);
        _ledger.OnPost = (_, _, _) => throw Problems.Of(StatusCode.Unavailable);
        await outbox.PostAsync(_client, Spendings(_client.Operations, Pin)[0]);
        _ledger.OnPost = (operation, _, _) => Task.FromResult(_ledger.Decide(operation));
        await outbox.ResendPendingAsync(_client);

        var received = _ledger.Received.ToArray();
        Assert.Equal([Pin, Pin, ""], received.Select(operation => operation.Pin));
        received[0].Pin = "";
        Assert.Equal(received[0], received[2]);
    }

    [Fact]
    public async Task An_operation_that_sets_a_pin_is_not_stored()
    {
        using (var outbox = TerminalOutbox.Open(Path, 1, 7))
        {
            await Assert.ThrowsAsync<ArgumentException>(() => outbox.StoreAsync(_client.Operations.SetPin(Target.Account(42), Pin)));
            await Assert.ThrowsAsync<ArgumentException>(() => outbox.StoreAsync(_client.Operations.ResetPin(Target.Account(42), Pin)));
            await outbox.StoreAsync(_client.Operations.UnlockPin(Target.Account(42)));
        }

        Assert.DoesNotContain(Pin, await OnDiskAsync(), StringComparison.Ordinal);
    }

    private static Operation[] Spendings(OperationBuilder make, string pin)
    {
        var card = Target.Card("6600123412341234");
        var details = new OperationDetails { Reference = "tender-7" };
        return
        [
            make.Debit(card, 100, details: details, pin: pin),
            make.Redeem(card, 100, details, pin),
            make.Checkout(card, [new CheckoutLine { AmountMinor = 100 }], null, details, pin),
            make.PlaceHold(card, 100, 0, details, pin),
            make.CashOut(card, details, pin),
            make.Transfer(card, 9, Asset.Points, 1, details, pin),
            make.Merge(card, 9, details, pin),
        ];
    }

    private async Task<string> OnDiskAsync() => Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path));
}
