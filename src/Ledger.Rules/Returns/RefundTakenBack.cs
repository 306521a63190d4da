using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
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
            UnsentMinor = told.UnsentMinor is not null && asked.State.Unsent is { } unsent ? unsent + told.Refund!.Amount : null,
            Loaded = told.Loaded is { } loaded ? !loaded : null,
            Cards = value == 0 || value == ValueBefore(refund) ? PutBack.CardsOf(asked.State, refund) : null,
            // What points had paid, what the till had given and what was kept back goes the other way as well.
            Refund = detail.Refund! with
            {
                PointsWorthMinor = -told.Refund!.PointsWorthMinor, RestMinor = -told.Refund.RestMinor,
                NettedMinor = -told.Refund.NettedMinor, BonusNettedMinor = -told.Refund.BonusNettedMinor,
            },
        };
    }

    /// <summary>
    /// Bonus that the refund of a top-up took and that does not come back with it, because the top-up has become smaller since, in minor
    /// units.
    /// </summary>
    /// <param name="refund">The first row of the refund.</param>
    public static long BonusTooMuch(in Case asked, in JournalRow refund)
    {
        var told = refund.Detail!;
        if (told.Was?.Known is not [var was] || asked.Rules.Returns.SpentBonus == SpentBonus.Keep) return 0;
        var part = was.PartOf(told.Refund!);
        var taken = part.BonusMinor - told.Refund!.BonusShortMinor - told.Refund.BonusExpiredMinor;
        // Nobody knows any more what it came to.
        if (Loads.Of(asked.State.Loads, was.Key) is not { } load || load.Key != was.Key) return taken;
        var amount = load.AmountMinor + part.AmountMinor;
        return amount >= was.AmountMinor ? 0
            : Math.Clamp(load.BonusMinor + part.BonusMinor - asked.Rules.BonusFor(amount), 0, taken);
    }

    // What the account held before the first of the refund's transfers.
    private static long ValueBefore(in JournalRow refund) =>
        refund.PrincipalAfter + refund.BonusAfter - (refund.Asset is Asset.Principal or Asset.Bonus ? refund.Amount : 0);

    // What the refund had taken from what is known of a top-up that brought bonus, or had found to be there again.
    private static IReadOnlyList<LoadedBonus>? LoadOf(in Case asked, in JournalRow refund)
    {
        var told = refund.Detail!;
        if (told.Loads is { } parts) return Loads.Negated(parts);
        if (refund is not { Asset: Asset.Principal, Amount: < 0 } || Loads.Of(asked.State.Loads, refund.Original!.Value) is not { } load)
            return null;
        // What brought no bonus is not among those that were added up.
        if (load.Key != refund.Original && told.Refund!.Legs.All(leg => leg.Leg == 0)) return null;
        var part = load.PartOf(told.Refund!);
        return [part with { BonusMinor = part.BonusMinor - BonusTooMuch(asked, refund) }];
    }
}
