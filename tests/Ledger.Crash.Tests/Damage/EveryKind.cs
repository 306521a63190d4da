using Ledger.Client;
using Ledger.V1;

namespace Ledger.Crash.Tests.Damage;

/// <summary>
/// Members to whom everything has happened that can happen to one, most of it reversed: nothing of it may look like damage.
/// </summary>
internal sealed class EveryKind(LedgerClient client)
{
    private static readonly Target _all = Target.Account(10);
    private static readonly Target _next = Target.Account(11);
    private static readonly Target _gone = Target.Account(12);
    private static readonly Target _gift = Target.Account(13);

    public async Task PostAsync()
    {
        foreach (var (account, card) in new[] { (10, "881000010"), (11, "881000011"), (12, "881000012") })
            await IsAsync(Outcome.Posted, client.OpenAccountAsync(card, account));
        await IsAsync(Outcome.Posted, client.TopUpAsync(_all, 60_000, "cash"));
        await IsAsync(Outcome.Posted, client.AccruePointsAsync(_all, 2_000, "welcome"));
        await DoAndUndoAsync();
        await HoldAsync();
        await NameAsync();
        await LoseAsync();
        await EndAsync();
    }

    private async Task DoAndUndoAsync()
    {
        var make = client.Operations;
        foreach (var operation in new[]
        {
            make.TopUp(_all, 30_000, "cash"), make.AccruePurchase(_all, 70_000), make.AccruePoints(_all, 90, "gift"),
            make.Redeem(_all, 300), make.Debit(_all, 4_000), make.Adjust(_all, Asset.Principal, -700, "counted twice"),
            make.Checkout(_all, [new CheckoutLine { AmountMinor = 60_000 }], new CheckoutPayment { Points = 400, StoredValueMinor = 900 }),
            make.SetTier(_all, "gold", "friend"), make.Warn(_all, "loud"), make.IssueCard(_all, "881000099"), make.Freeze(_all, "asked"),
            make.CashOut(_all), make.ReportLoss(_all), make.CancelAccount(_all, "by mistake"), make.SetPin(_all, "271828"),
        })
        {
            await IsAsync(Outcome.Posted, client.PostAsync(operation));
            await IsAsync(Outcome.Posted, client.ReverseAsync(operation));
        }
        // A refund in part, taken back, and the purchase undone in whole after that.
        var bought = make.Checkout(_all, [new CheckoutLine { AmountMinor = 80_000 }], new CheckoutPayment { StoredValueMinor = 5_000 });
        await IsAsync(Outcome.Posted, client.PostAsync(bought));
        var refund = make.Refund(_all, OperationKey.FromByteString(bought.Key), 20_000);
        await IsAsync(Outcome.Posted, client.PostAsync(refund));
        await IsAsync(Outcome.Posted, client.ReverseAsync(refund));
        await IsAsync(Outcome.Posted, client.ReverseAsync(bought));
    }

    private async Task HoldAsync()
    {
        var hold = client.Operations.PlaceHold(_all, 3_000);
        await IsAsync(Outcome.Posted, client.PostAsync(hold));
        var key = OperationKey.FromByteString(hold.Key);
        foreach (var operation in new[]
        {
            client.Operations.CaptureHold(_all, key, 1_000), client.Operations.CaptureHold(_all, key, 2_000, last: true),
            client.Operations.ReleaseHold(_all, key),
        })
        {
            await IsAsync(Outcome.Posted, client.PostAsync(operation));
            await IsAsync(Outcome.Posted, client.ReverseAsync(operation));
        }
        await IsAsync(Outcome.Posted, client.CaptureHoldAsync(_all, key, 500));
        await IsAsync(Outcome.Posted, client.ReleaseHoldAsync(_all, key));
    }

    // A number that goes from one to the other and back, is given twice, taken away, and given once more.
    private async Task NameAsync()
    {
        Identifier[] mobile = [new Identifier { Kind = IdentifierKind.Mobile, Value = "13900000010" }];
        Identifier[] other = [new Identifier { Kind = IdentifierKind.Mobile, Value = "13900000011" }];
        foreach (var given in new[] { mobile, mobile, other, mobile })
            await IsAsync(Outcome.Posted, client.DescribeAsync(_all, given, []));
        await IsAsync(Outcome.Posted, client.DescribeAsync(_all, [], [], [IdentifierKind.Mobile]));
        await IsAsync(Outcome.Posted, client.DescribeAsync(_next, mobile, []));
        await IsAsync(Outcome.Posted, client.DescribeAsync(_next, other, []));
        await IsAsync(Outcome.Posted, client.DescribeAsync(_all, mobile, []));
        await IsAsync(Outcome.Posted, client.DebitAsync(Target.Identifier(IdentifierKind.Mobile, "13900000010", 1), 10));
    }

    private async Task LoseAsync()
    {
        await IsAsync(Outcome.Posted, client.ReportLossAsync(_all));
        await IsAsync(Outcome.Posted, client.FindCardAsync(_all));
        await IsAsync(Outcome.Posted, client.ReportLossAsync(_all));
        await IsAsync(Outcome.Posted, client.ReplaceCardAsync(_all, "881000020"));
        // A gift card that is used up, and brought to life by a refund of a part.
        await IsAsync(Outcome.Posted, client.OpenAccountAsync(new AccountOpening { Card = "881000013", CardType = "gift" }, 13));
        await IsAsync(Outcome.Posted, client.TopUpAsync(_gift, 9_000, "cash"));
        var spent = client.Operations.Debit(_gift, 9_000);
        await IsAsync(Outcome.Posted, client.PostAsync(spent));
        var back = client.Operations.Refund(_gift, OperationKey.FromByteString(spent.Key), 4_000);
        await IsAsync(Outcome.Posted, client.PostAsync(back));
        await IsAsync(Outcome.Posted, client.ReverseAsync(back));
    }

    private async Task EndAsync()
    {
        await IsAsync(Outcome.Posted, client.FreezeAsync(_next, "asked"));
        await IsAsync(Outcome.Posted, client.UnfreezeAsync(_next));
        await IsAsync(Outcome.Posted, client.TransferAsync(_all, 11, Asset.Points, 60));
        // What came with bonus stays where it was loaded; this came without.
        await IsAsync(Outcome.Posted, client.TopUpAsync(_all, 19_000, "cash"));
        await IsAsync(Outcome.Posted, client.TransferAsync(_all, 11, Asset.Principal, 900));
        await IsAsync(Outcome.Posted, client.TopUpAsync(_gone, 25_000, "cash"));
        await IsAsync(Outcome.Posted, client.DebitAsync(_gone, 2_000));
        // The bonus that is spent is kept back.
        await IsAsync(Outcome.Posted, client.CashOutAsync(_gone));
        await IsAsync(Outcome.Posted, client.CancelAccountAsync(_gone, "moved away"));
        await IsAsync(Outcome.Posted, client.SetPinAsync(_next, "161803"));
        await IsAsync(Outcome.WrongPin, client.DebitAsync(_next, 10, pin: "111111"));
        await IsAsync(Outcome.Posted, client.UnlockPinAsync(_next));
        await IsAsync(Outcome.WrongPin, client.DebitAsync(_next, 10, pin: "222222"));
        // Reversed before it arrived.
        await IsAsync(Outcome.Posted, client.ReverseAsync(client.Operations.Debit(_all, 5)));
    }

    private static async Task IsAsync(Outcome expected, Task<PostingResult> posting) =>
        await LedgerToDamage.PostAsync(expected, posting);
}
