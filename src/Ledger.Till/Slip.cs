using Ledger.Client;
using Ledger.V1;

namespace Ledger.Till;

/// <summary>What a till would print for the member: what a basket cost, how it was paid and what it earned, and what came back of
/// it.</summary>
internal sealed class Slip(Screen screen)
{
    public void Print(IReadOnlyList<CheckoutLine> lines, Basket basket)
    {
        screen.Table(["", "price"],
            [
                .. lines.Select(line => new[] { line.Category, Money.Show(line.AmountMinor) }),
                ["due", Money.Show(basket.DueMinor)
                    + (basket.DueMinor < basket.ListMinor ? $" instead of {Money.Show(basket.ListMinor)}" : "")],
                [$"{basket.Points} points", Money.Show(-basket.PointsWorthMinor)],
                ["stored value", Money.Show(-basket.StoredValueMinor)],
                ["in cash", Money.Show(basket.RestMinor)],
            ],
            1);
        var rules = basket.Rules.Select(rule => $"{rule.Rule} {rule.Points:+0;-0}");
        screen.Say($"earned {basket.EarnedPoints} points ({string.Join(", ", rules)})");
    }

    public void Print(RefundAnswer refund)
    {
        var pointsWorthMinor = refund.AmountMinor - refund.RestMinor - refund.StoredValueMinor;
        screen.Table(["", "back"],
            [
                ["in cash", Money.Show(refund.RestMinor)],
                ["stored value", Money.Show(refund.StoredValueMinor)],
                [$"{refund.PointsRestored} points", Money.Show(pointsWorthMinor)],
                ["in all", Money.Show(refund.AmountMinor)],
            ],
            1);
        screen.Say($"{refund.PointsTakenBack} earned points are taken back"
            + (refund.PointsShort > 0 ? $", {refund.PointsShort} of them the member did not have any more" : ""));
    }
}
