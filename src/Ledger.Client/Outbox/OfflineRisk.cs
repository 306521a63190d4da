using Ledger.V1;

namespace Ledger.Client.Outbox;

/// <summary>What an accepted operation stands for, in minor units.</summary>
/// <param name="AmountMinor">What is paid, topped up, debited or in the basket, or what its points are worth.</param>
/// <param name="SpentMinor">What of it is taken from the member's points and stored value: what the shop loses if the ledger says
/// no.</param>
internal readonly record struct OfflineRisk(long AmountMinor, long SpentMinor)
{
    /// <summary>Whether operations of this kind can be accepted without an answer at all.</summary>
    public static bool IsAcceptable(Operation operation) => operation.KindCase switch
    {
        Operation.KindOneofCase.Accrue or Operation.KindOneofCase.TopUp or Operation.KindOneofCase.Debit
            or Operation.KindOneofCase.Redeem => true,
        // Whether the hold is still there when the checkout arrives is the ledger's to say, as it is of a capture.
        Operation.KindOneofCase.Checkout => operation.Checkout.HoldKey.IsEmpty,
        _ => false,
    };

    /// <summary>What an operation of an acceptable kind comes to, or null when only the ledger can tell.</summary>
    public static OfflineRisk? Of(Operation operation, OfflineLimits limits) => operation.KindCase switch
    {
        Operation.KindOneofCase.Accrue => Of(operation.Accrue, limits),
        Operation.KindOneofCase.TopUp => Given(operation.TopUp.AmountMinor),
        Operation.KindOneofCase.Debit when !operation.Debit.AllowPartial => Spent(operation.Debit.AmountMinor),
        Operation.KindOneofCase.Redeem when operation.Redeem.Reward.Length == 0 => Spent(WorthOf(operation.Redeem.Points, limits)),
        Operation.KindOneofCase.Checkout => Of(operation.Checkout, limits),
        _ => null,
    };

    private static OfflineRisk? Of(Accrue accrue, OfflineLimits limits) => accrue.BasisCase switch
    {
        Accrue.BasisOneofCase.PurchaseMinor => Given(accrue.PurchaseMinor),
        Accrue.BasisOneofCase.Points => Given(WorthOf(accrue.Points, limits)),
        // The program fixes what it gives, and nothing is handed out for it.
        Accrue.BasisOneofCase.Action => new OfflineRisk(0, 0),
        _ => null,
    };

    private static OfflineRisk? Of(Checkout checkout, OfflineLimits limits)
    {
        if (checkout.AllStoredValue || checkout.StoredValueMinor < 0 || checkout.Lines.Any(line => line.AmountMinor < 1))
            return null;
        var worth = checkout.Points == 0 ? 0 : WorthOf(checkout.Points, limits);
        var basket = Bounded(checkout.Lines.Aggregate((Int128)0, (sum, line) => sum + line.AmountMinor));
        return worth is { } points && basket > 0
            ? new OfflineRisk(basket, Bounded((Int128)points + checkout.StoredValueMinor))
            : null;
    }

    private static OfflineRisk? Given(long? minor) => minor is { } amount and > 0 ? new OfflineRisk(amount, 0) : null;

    private static OfflineRisk? Spent(long? minor) => minor is { } amount and > 0 ? new OfflineRisk(amount, amount) : null;

    /// <summary>What points are worth, rounded up, or null when that is not known.</summary>
    private static long? WorthOf(long points, OfflineLimits limits) =>
        points < 1 || limits.PointsBlock < 1 || limits.BlockWorthMinor < 1
            ? null
            : Bounded((((Int128)points * limits.BlockWorthMinor) + limits.PointsBlock - 1) / limits.PointsBlock);

    // Amounts that no ledger would take must not wrap around a limit.
    private static long Bounded(Int128 minor) => (long)Int128.Min(minor, long.MaxValue);
}
