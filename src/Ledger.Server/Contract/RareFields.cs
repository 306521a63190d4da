using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Server.Contract;

/// <summary>
/// The fields of a receipt from 16 on, which plain accruals, debits, top-ups and redemptions do not have: standing, basket, refund, hold,
/// arrival, fee and pay-out. Made through the generated message, whose lengths know no bounds.
/// </summary>
internal static class RareFields
{
    /// <summary>Their bytes, which are part of the receipt's; empty when there are none.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<JournalRow> rows)
    {
        ref readonly var first = ref rows[0];
        if (!first.Outcome.IsPosted() || (first.Detail is null && !HasByItself(first.Kind))) return [];

        var receipt = new V1.Receipt();
        if (first.Detail is { } detail) Add(receipt, detail);
        switch (first.Kind)
        {
            case OperationKind.Refund or OperationKind.Reverse:
                receipt.Refund = RefundOf(rows);
                break;
            case OperationKind.CaptureHold or OperationKind.ReleaseHold or OperationKind.TimeOutHold:
                receipt.HoldLeftMinor = first.Figure;
                break;
            case OperationKind.Transfer or OperationKind.Merge when first.Amount != 0:
                receipt.ArrivalKey = Receipts.KeyBytes(DerivedKeys.ArrivalOf(first.Key));
                break;
        }
        return receipt.ToByteArray();
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

    private static bool HasByItself(OperationKind kind) => kind is OperationKind.Refund or OperationKind.Reverse or OperationKind.CaptureHold
        or OperationKind.ReleaseHold or OperationKind.TimeOutHold or OperationKind.Transfer or OperationKind.Merge;

    private static void Add(V1.Receipt receipt, RowDetail detail)
    {
        if (detail.Standing is { } standing) receipt.Standing = StandingOf(standing);
        if (detail.Basket is { } basket) receipt.Basket = BasketOf(basket);
        if (detail.Hold is { } hold) receipt.HoldExpiresAt = Timestamp.FromDateTime(hold.ExpiresAt);
        (receipt.FeeMinor, receipt.PayOutMinor) = (detail.FeeMinor, detail.PayOutMinor);
    }

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
        };
        foreach (var rule in facts.Rules) basket.Rules.Add(new V1.RulePoints { Rule = rule.Rule, Points = rule.Points });
        return basket;
    }

    private static V1.RefundAnswer RefundOf(ReadOnlySpan<JournalRow> rows)
    {
        ref readonly var first = ref rows[0];
        var answer = new V1.RefundAnswer { OriginalKey = Receipts.KeyBytes(first.Original!.Value), KeyBlocked = first.Detail?.KeyBlocked == true };
        if (first.Detail?.Refund is not { } facts) return answer;
        // Netted first from what the till gives, then from stored value.
        var fromRest = Math.Min(facts.NettedMinor, facts.RestMinor);
        answer.AmountMinor = facts.Amount;
        // What was given, not what should have been: neither what was kept back nor what was forfeited.
        foreach (ref readonly var row in rows)
            if (row.Amount > 0 && row.Asset == Asset.Points) answer.PointsRestored += row.Amount;
            else if (row.Amount > 0) answer.StoredValueMinor += row.Amount;
        answer.RestMinor = facts.RestMinor - fromRest;
        answer.PointsTakenBack = facts.PointsTakenBack;
        answer.PointsShort = facts.PointsShort;
        answer.NettedMinor = facts.NettedMinor;
        answer.Forfeited = facts.Forfeited;
        return answer;
    }
}
