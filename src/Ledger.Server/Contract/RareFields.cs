using Google.Protobuf.WellKnownTypes;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Server.Contract;

/// <summary>
/// The fields of a receipt from 16 on, which plain accruals, debits, top-ups and redemptions do not have: standing, basket, refund, hold,
/// arrival, fee, pay-out and who approved. Only what was posted has them.
/// </summary>
internal static class RareFields
{
    /// <summary>True when <see cref="AddTo"/> has something to add.</summary>
    /// <param name="first">The first row of a transaction.</param>
    public static bool Any(in JournalRow first) => first.Outcome.IsPosted() && (IsOfKind(first) || IsOfDetail(first.Detail));

    /// <summary>Adds them to the receipt of the transaction of <paramref name="rows"/>, which was posted.</summary>
    public static void AddTo(V1.Receipt receipt, ReadOnlySpan<JournalRow> rows)
    {
        ref readonly var first = ref rows[0];
        if (first.Detail is { } detail)
        {
            if (detail.Standing is { } standing) receipt.Standing = StandingOf(standing);
            if (detail.Basket is { } basket) receipt.Basket = BasketOf(basket);
            if (detail.Hold is { } hold) receipt.HoldExpiresAt = Timestamp.FromDateTime(hold.ExpiresAt);
            (receipt.FeeMinor, receipt.PayOutMinor, receipt.ApprovedBy) = (detail.FeeMinor, detail.PayOutMinor, detail.ApprovedBy);
        }
        switch (first.Kind)
        {
            case OperationKind.Refund or OperationKind.Reverse:
                receipt.Refund = RefundOf(rows);
                // Of a transfer: what its other side gave back is on its way.
                if (first is { Kind: OperationKind.Reverse, Detail.OtherAccount: not null })
                    receipt.ArrivalKey = Receipts.KeyBytes(DerivedKeys.ArrivalOf(DerivedKeys.TakeBackOf(first.Original!.Value)));
                break;
            case OperationKind.CaptureHold or OperationKind.ReleaseHold or OperationKind.TimeOutHold:
            case OperationKind.Checkout when first.Detail?.Basket is not null:
                receipt.HoldLeftMinor = first.Figure;
                break;
            case OperationKind.Transfer or OperationKind.Merge or OperationKind.TakeBack when first.Amount != 0:
                receipt.ArrivalKey = Receipts.KeyBytes(DerivedKeys.ArrivalOf(first.Key));
                break;
        }
    }

    /// <summary>Where a member stands, as the contract tells it.</summary>
    public static V1.Standing StandingOf(StandingFacts facts) => new()
    {
        Tier = facts.Tier,
        PayPermille = facts.PayPermille,
        EarnPercent = facts.EarnPercent,
        NextTier = facts.NextTier ?? "",
        NextPurchases = facts.NextPurchases,
        NextSpendMinor = facts.NextSpendMinor,
        NextPoints = facts.NextPoints,
    };

    private static bool IsOfKind(in JournalRow first) => first.Kind switch
    {
        OperationKind.Refund or OperationKind.Reverse => true,
        OperationKind.CaptureHold or OperationKind.ReleaseHold or OperationKind.TimeOutHold => first.Figure != 0,
        OperationKind.Transfer or OperationKind.Merge or OperationKind.TakeBack => first.Amount != 0,
        _ => false,
    };

    private static bool IsOfDetail(RowDetail? detail) =>
        detail is not null && (detail.Standing is not null || detail.Basket is not null || detail.Hold is not null || detail.FeeMinor != 0
            || detail.PayOutMinor != 0 || detail.ApprovedBy != 0);

    private static V1.Basket BasketOf(BasketFacts facts)
    {
        var basket = new V1.Basket
        {
            ListMinor = facts.ListMinor,
            DueMinor = facts.DueMinor,
            PointsWorthMinor = facts.PointsWorthMinor,
            Points = facts.Points,
            StoredValueMinor = facts.StoredValueMinor,
            RestMinor = facts.RestMinor,
            EarnedPoints = facts.EarnedPoints,
            HeldMinor = facts.HeldMinor,
            LineDueMinor = { facts.Due },
        };
        foreach (var rule in facts.Rules) basket.Rules.Add(new V1.RulePoints { Rule = rule.Rule, Points = rule.Points });
        return basket;
    }

    private static V1.RefundAnswer RefundOf(ReadOnlySpan<JournalRow> rows)
    {
        ref readonly var first = ref rows[0];
        var answer = new V1.RefundAnswer
        {
            OriginalKey = Receipts.KeyBytes(first.Original!.Value), KeyBlocked = first.Detail?.KeyBlocked == true,
        };
        if (first.Detail?.Refund is not { } facts) return answer;
        // Netted first from what the till gives, then from stored value. Where a refund is reversed both go the other way.
        var fromRest = Math.Sign(facts.NettedMinor) * Math.Min(Math.Abs(facts.NettedMinor), Math.Abs(facts.RestMinor))
            + facts.BonusNettedMinor;
        answer.AmountMinor = facts.Amount;
        // What was given, not what should have been: neither what was kept back nor what was forfeited.
        foreach (ref readonly var row in rows)
            if (row.Amount > 0 && row.Asset == Asset.Points) answer.PointsRestored += row.Amount;
            else if (row.Amount > 0) answer.StoredValueMinor += row.Amount;
        answer.RestMinor = facts.RestMinor - fromRest;
        answer.PointsTakenBack = facts.PointsTakenBack;
        answer.PointsShort = facts.PointsShort;
        answer.NettedMinor = facts.NettedMinor + facts.BonusNettedMinor;
        answer.Forfeited = facts.Forfeited;
        foreach (var line in facts.Lines) answer.Lines.Add(new V1.RefundLine { Line = line.Line, AmountMinor = line.AmountMinor });
        return answer;
    }
}
