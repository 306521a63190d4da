using Ledger.Client;
using Ledger.V1;

namespace Ledger.Till;

/// <summary>
/// One member's visit, step by step. The expected figures follow from the demo program (a top-up of 500.00 gets 50.00, 10.00 paid
/// earns one point); the card is new, so nothing else has touched the account.
/// </summary>
internal sealed class Visit(ILedgerClient ledger, string cardToken, Screen screen, Expectations expect)
{
    private const long ToppedUpMinor = 50_000;
    private const long BonusMinor = 5_000;
    private const long PaidMinor = 12_800;
    private const long LeftMinor = ToppedUpMinor + BonusMinor - PaidMinor;
    private const long PointsEarned = 12;
    private const long OneMajorMinor = 100;

    private readonly Target _card = Target.Card(cardToken);

    public async Task RunAsync()
    {
        await OpenAsync();
        await TopUpAsync();
        var payment = ledger.Operations.Debit(_card, PaidMinor, details: new OperationDetails { Reference = "ticket 1" });
        var paid = await PayAsync(payment);
        var earned = await EarnAsync();
        await PayAgainAsync(payment, paid, earned);
        await OverspendAsync();
        await new Shopping(ledger, _card, screen, expect).RunAsync(LeftMinor, PointsEarned);
        await new Stay(ledger, _card, screen, expect).RunAsync();
        await StatementAsync(payment);
        await new TrialBalanceCheck(ledger, screen, expect).RunAsync();
    }

    private async Task OpenAsync()
    {
        screen.Step($"A new member: open an account with the card {cardToken}");
        var receipt = Answers.MustBePosted(await ledger.OpenAccountAsync(cardToken));
        screen.Say($"account {receipt.Account}, program {receipt.Program}");
        expect.Holds(receipt.Balances.Equals(new Holdings()), "it starts empty");
    }

    private async Task TopUpAsync()
    {
        screen.Step($"Top up {Money.Show(ToppedUpMinor)} in cash");
        var receipt = Answers.MustBePosted(await ledger.TopUpAsync(_card, ToppedUpMinor, tender: "cash"));
        expect.EqualMoney(ToppedUpMinor, receipt.Balances.PrincipalMinor, "stored value, paid for");
        expect.EqualMoney(BonusMinor, receipt.Balances.BonusMinor, "stored value, bonus on top");
    }

    private async Task<Receipt> PayAsync(Operation payment)
    {
        screen.Step($"Pay {Money.Show(PaidMinor)} from stored value");
        var receipt = Answers.MustBePosted(await ledger.PostAsync(payment));
        foreach (var transfer in receipt.Transfers)
            screen.Say($"{Money.Show(transfer.Amount)} from {(transfer.Asset == Asset.Bonus ? "the bonus" : "what was paid for")}");
        expect.EqualMoney(PaidMinor, receipt.Transfers.Sum(transfer => transfer.Amount), "taken in all");
        expect.EqualMoney(LeftMinor, receipt.Balances.PrincipalMinor + receipt.Balances.BonusMinor, "stored value left");
        return receipt;
    }

    private async Task<Receipt> EarnAsync()
    {
        screen.Step($"Earn points on the {Money.Show(PaidMinor)}");
        var receipt = Answers.MustBePosted(await ledger.AccruePurchaseAsync(_card, PaidMinor));
        expect.Equal(PointsEarned, receipt.Balances.Points, "points now");
        return receipt;
    }

    private async Task PayAgainAsync(Operation payment, Receipt paid, Receipt earned)
    {
        screen.Step("The network lost the reply: send the same payment again, same key, same fields");
        var receipt = Answers.MustBePosted(await ledger.ResendAsync(payment));
        expect.Holds(receipt.Replayed, "the ledger says it had answered this before");
        var same = receipt.Clone();
        same.Replayed = paid.Replayed;
        expect.Holds(same.Equals(paid), "the receipt is the first one, field by field");
        var balances = await ledger.GetBalancesAsync(_card) ?? throw new VisitEndedException("The ledger does not know the card.");
        expect.Holds(balances.Holdings.Equals(earned.Balances), "nothing moved: the balances are those after the points");
    }

    private async Task OverspendAsync()
    {
        const long AskedMinor = LeftMinor + OneMajorMinor;
        screen.Step($"Try to pay {Money.Show(AskedMinor)}, more than there is");
        if (await ledger.DebitAsync(_card, AskedMinor) is not PostingResult.Refused refused)
        {
            expect.Fail("it was not refused");
            return;
        }
        expect.Equal(Outcome.InsufficientFunds, refused.Outcome, "refused");
        expect.EqualMoney(LeftMinor, refused.Available ?? 0, "available");
        expect.EqualMoney(OneMajorMinor, refused.Missing ?? 0, "missing");
    }

    private async Task StatementAsync(Operation payment)
    {
        screen.Step("The statement, newest first");
        var lines = new List<StatementLine>();
        // A small page, so that the visit turns one.
        await foreach (var line in ledger.GetStatementAsync(_card, pageSize: 3))
            lines.Add(line);
        screen.Table(["kind", "outcome", "asked", "principal", "bonus", "points", "reference"],
            [.. lines.Select(Row)], 2, 3, 4, 5);
        Kind[] expected =
        [
            Kind.CaptureHold, Kind.ReleaseHold, Kind.CaptureHold, Kind.PlaceHold,
            Kind.Refund, Kind.Refund, Kind.Checkout, Kind.Accrue, Kind.Debit, Kind.Accrue, Kind.Debit, Kind.TopUp, Kind.OpenAccount,
        ];
        expect.Holds(lines.Select(line => line.Kind).SequenceEqual(expected), "every operation is there once, the refusal included");
        expect.Equal(1, lines.Count(line => line.Receipt.Key == payment.Key), "lines of the payment that was sent twice");
    }

    private static string Asked(StatementLine line) => line.Asked switch
    {
        0 => "",
        // Stated points have a reason; what else the visit asks for is money.
        var points when line is { Kind: Kind.Accrue, Reason.Length: > 0 } => $"{points} points",
        var minor => Money.Show(minor),
    };

    private static string[] Row(StatementLine line) =>
    [
        line.Kind.ToString(), line.Receipt.Outcome.ToString(), Asked(line),
        Money.Show(line.Receipt.Balances.PrincipalMinor), Money.Show(line.Receipt.Balances.BonusMinor),
        $"{line.Receipt.Balances.Points}", line.Reference,
    ];
}
