using System.Text;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class OutboxPinTests : OutboxTest
{
    private const string Pin = "482915";

    public static TheoryData<string> Spending() =>
        [.. Spendings(new OperationBuilder(1, 7, 3, TimeProvider.System), "").Select(o => $"{o.KindCase}")];

    [Theory]
    [MemberData(nameof(Spending))]
    public async Task A_pin_goes_out_with_the_first_sending_and_never_to_the_disk(string kind)
    {
        var operation = Spendings(Client.Operations, Pin).Single(spending => $"{spending.KindCase}" == kind);
        using (var outbox = Open())
            Assert.IsType<PostingResult.Posted>(await outbox.PostAsync(Client, operation));

        Assert.Equal(Pin, Scripted.Received.Single().Pin);
        // The reference shows that the operation is there to be found: only opening the file again drops what was answered.
        var onDisk = await OnDiskAsync();
        Assert.Contains("tender-7", onDisk, StringComparison.Ordinal);
        Assert.DoesNotContain(Pin, onDisk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_again_later_has_no_pin_and_is_otherwise_the_same()
    {
        using var outbox = Open();
        Scripted.OnPost = (_, _, _) => throw Problems.Of(StatusCode.Unavailable);
        await outbox.PostAsync(Client, Spendings(Client.Operations, Pin)[0]);
        Scripted.OnPost = (operation, _, _) => Task.FromResult(Scripted.Decide(operation));
        await outbox.ResendPendingAsync(Client);

        var received = Scripted.Received.ToArray();
        Assert.Equal([Pin, Pin, ""], received.Select(operation => operation.Pin));
        received[0].Pin = "";
        Assert.Equal(received[0], received[2]);
    }

    [Fact]
    public async Task An_operation_that_sets_a_pin_is_not_stored()
    {
        using (var outbox = Open())
        {
            await Assert.ThrowsAsync<ArgumentException>(() => outbox.StoreAsync(Client.Operations.SetPin(Target.Account(42), Pin)));
            await Assert.ThrowsAsync<ArgumentException>(() => outbox.StoreAsync(Client.Operations.ResetPin(Target.Account(42), Pin)));
            await outbox.StoreAsync(Client.Operations.UnlockPin(Target.Account(42)));
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
