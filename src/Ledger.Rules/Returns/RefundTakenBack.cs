using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>
/// What the reversal of a refund says beside its transfers: the purchase counts again as before, the tier is what it was, and cards that
/// the refund had brought into use close again with the last of the value.
/// </summary>
internal static class RefundTakenBack
{
    /// <param name="refund">The first row of the refund.</param>
    public static RowDetail Of(in Case asked, in JournalRow refund, Undoing undoing, RowDetail detail)
    {
        var told = refund.Detail!;
        var value = asked.State.Principal + asked.State.Bonus + undoing.ValueMoved;
        var activity = told.Activity is { } counted
            ? new ActivityFacts(counted.Date, -counted.Purchases, -counted.SpendMinor, -counted.Points) : null;
        detail = PutBack.TierOf(asked, refund, detail, activity is null ? null : (asked.State.Activity ?? Activity.None).With(activity));
        if (told.Overtaken is { } purchase && detail.Overtaken is null)
            detail = detail with { Overtaken = new Overtaken(purchase.Seq, new WasFacts()) };
        return detail with
        {
            Activity = activity,
            Loads = LoadOf(asked, refund),
            Loaded = told.Loaded is { } loaded ? !loaded : null,
            Cards = value == 0 || value == ValueBefore(refund) ? PutBack.CardsOf(asked.State, refund) : null,
            // What points had paid, and what the till had given, goes the other way as well.
            Refund = detail.Refund! with { PointsWorthMinor = -told.Refund!.PointsWorthMinor, RestMinor = -told.Refund.RestMinor },
        };
    }

    // What the account held before the first of the refund's transfers.
    private static long ValueBefore(in JournalRow refund) =>
        refund.PrincipalAfter + refund.BonusAfter - (refund.Asset is Asset.Principal or Asset.Bonus ? refund.Amount : 0);

    // What the refund had taken from what is known of a top-up that brought bonus.
    private static IReadOnlyList<LoadedBonus>? LoadOf(in Case asked, in JournalRow refund)
    {
        foreach (var load in asked.State.Loads)
            if (load.Key == refund.Original) return [load.PartOf(refund.Detail!.Refund!)];
        return null;
    }
}
