using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>The hold that an operation names: whether it can be spent from, and how it ends.</summary>
internal static class Holding
{
    /// <summary>Times that one hold is spent from, after which the next one must be the last, or take all that is left.</summary>
    public const int SpendingsMax = 200;

    /// <summary>Why nothing can be spent from the hold that an operation names; null: it is open, by either clock.</summary>
    public static Refusal? Check(in Case asked, out HoldFacts? hold)
    {
        hold = asked.State.Membership.HoldOf(asked.Operation.Original!.Value);
        if (hold is null) return new Refusal(WhyNotOpen(asked));
        return asked.Operation.BusinessTime >= hold.ExpiresAt || !hold.IsOpen(asked.Position.Now)
            ? new Refusal(Outcome.HoldExpired) : null;
    }

    /// <summary>Why what is left of the hold cannot stay set aside; null: it has not been spent from too often.</summary>
    public static Refusal? CheckSpendings(in Case asked)
    {
        var count = 0;
        foreach (ref readonly var row in asked.Circumstances.Related)
            if (row is { Leg: 0, Kind: OperationKind.CaptureHold or OperationKind.Checkout } && row.Original == asked.Operation.Original
                && row.Outcome.IsPosted()) count++;
        return count >= SpendingsMax ? new Refusal(Outcome.ReturnsLimit, SpendingsMax) : null;
    }

    /// <summary>What a hold sets aside from its end on: nothing.</summary>
    public static HoldFacts Ended(HoldFacts hold) => hold with { PrincipalMinor = 0, Bonus = [] };

    /// <summary>
    /// Why the hold that an operation names is not open: never placed on this account, or ended by the last row that refers to it.
    /// </summary>
    public static Outcome WhyNotOpen(in Case asked)
    {
        var (key, why) = (asked.Operation.Original!.Value, Outcome.HoldUnknown);
        foreach (ref readonly var row in asked.Circumstances.Related)
        {
            if (row.Account != asked.State.Account || !row.Outcome.IsPosted() || row.Leg > 0) continue;
            if (row.Key == key && row.Kind == OperationKind.PlaceHold) why = Outcome.HoldReleased;
            if (row.Original != key || row.Detail?.HoldLeft is null) continue;
            why = row.Kind switch
            {
                OperationKind.CaptureHold or OperationKind.Checkout => Outcome.HoldCaptured,
                OperationKind.TimeOutHold => Outcome.HoldExpired,
                _ => Outcome.HoldReleased,
            };
        }
        return why;
    }
}
