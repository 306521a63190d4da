using Ledger.Client;
using Ledger.V1;

namespace Ledger.Till;

/// <summary>
/// A basket paid in one step with points, stored value and cash, and half of it brought back. The expected figures follow from the demo
/// program (100 points pay 5.00, 10.00 paid earns one point); the bonus is spent by then, so all stored value is principal.
/// </summary>
internal sealed class Shopping(ILedgerClient ledger, Target card, Screen screen, Expectations expect)
{
    private const long GivenPoints = 100;
    private const long BreadMinor = 6_000;
    private const long ToysMinor = 4_000;
    private const long StoredValueMinor = 5_000;
    private const long PointsWorthMinor = 500;
    private const long RestMinor = BreadMinor + ToysMinor - PointsWorthMinor - StoredValueMinor;
    private const long Earned = 9;
    private const int ToysLine = 1;
    private const long ToysPoints = 40;
    private const long ToysEarned = 4;

    private readonly Slip _slip = new(screen);

    public async Task RunAsync(long principalMinor, long points)
    {
        screen.Step($"Points as a welcome: {GivenPoints}");
        var welcomed = Answers.MustBePosted(await ledger.AccruePointsAsync(card, GivenPoints, reason: "welcome"));
        expect.Equal(points + GivenPoints, welcomed.Balances.Points, "points now");
        var paid = await CheckOutAsync(principalMinor, points);
        await BringBackAsync(paid);
    }

    private async Task<Receipt> CheckOutAsync(long principalMinor, long points)
    {
        screen.Step(
            $"Check out {Money.Show(BreadMinor + ToysMinor)}: {GivenPoints} points, {Money.Show(StoredValueMinor)} from the card, the rest in cash");
        CheckoutLine[] basket =
        [
            new() { AmountMinor = BreadMinor, Category = "bread" }, new() { AmountMinor = ToysMinor, Category = "toys" },
        ];
        var payment = new CheckoutPayment { Points = GivenPoints, StoredValueMinor = StoredValueMinor };
        var sale = ledger.Operations.Checkout(card, basket, payment, new OperationDetails { Reference = "ticket 2" });
        // The till and the ledger agree on what is left, or nothing is sold.
        sale.Checkout.RestMinor = RestMinor;
        var receipt = Answers.MustBePosted(await ledger.PostAsync(sale));
        _slip.Print(basket, receipt.Basket);
        expect.EqualMoney(RestMinor, receipt.Basket.RestMinor, "to be paid in cash");
        expect.Equal(Earned, receipt.Basket.EarnedPoints,
            $"points earned on the {Money.Show(StoredValueMinor + RestMinor)} that are paid in money");
        expect.Equal(Earned, receipt.Basket.Rules.Sum(rule => rule.Points), "points that the rules gave together");
        expect.EqualMoney(principalMinor - StoredValueMinor, receipt.Balances.PrincipalMinor, "stored value left");
        expect.Equal(points + Earned, receipt.Balances.Points, "points left");
        if (receipt.Standing is { Tier.Length: > 0 } standing)
            screen.Say($"tier {standing.Tier}" + (standing.NextTier.Length > 0 ? $", next is {standing.NextTier}" : ""));
        return receipt;
    }

    private async Task BringBackAsync(Receipt paid)
    {
        screen.Step($"Bring the toys back: {Money.Show(ToysMinor)}");
        var original = OperationKey.FromByteString(paid.Key);
        var receipt = Answers.MustBePosted(await ledger.RefundLinesAsync(card, original, [new RefundLine { Line = ToysLine }]));
        var refund = receipt.Refund;
        _slip.Print(refund);
        expect.EqualMoney(ToysMinor, refund.AmountMinor, "given back in all");
        expect.Equal(ToysPoints, refund.PointsRestored, "points back, of those that paid");
        expect.Equal(ToysEarned, refund.PointsTakenBack, "points taken back, of those that were earned");
        expect.EqualMoney(paid.Balances.PrincipalMinor + refund.StoredValueMinor, receipt.Balances.PrincipalMinor, "stored value now");
        expect.Equal(paid.Balances.Points + ToysPoints - ToysEarned, receipt.Balances.Points, "points now");
        await BringBackTooMuchAsync(original);
    }

    private async Task BringBackTooMuchAsync(Guid original)
    {
        screen.Step($"Try to bring all of the {Money.Show(BreadMinor + ToysMinor)} back, of which the toys are back already");
        if (await ledger.RefundAsync(card, original, ToysMinor + BreadMinor) is not PostingResult.Refused refused)
        {
            expect.Fail("it was not refused");
            return;
        }
        expect.Equal(Outcome.ExceedsOriginal, refused.Outcome, "refused");
        expect.EqualMoney(BreadMinor, refused.Available ?? 0, "left to bring back");
    }
}
