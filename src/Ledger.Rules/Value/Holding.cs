using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>The hold that an operation names: whether it can be spent from, and how it ends.</summary>
internal static class Holding
{
    /// <summary>Why nothing can be spent from the hold that an operation names; null: it is open, by either clock.</summary>
    public static Refusal? Check(in Case asked, out HoldFacts? hold)
    {
        hold = asked.State.Membership.HoldOf(asked.Operation.Original!.Value);
        if (hold is null) return new Refusal(WhyNotOpen(asked));
        return asked.Operation.BusinessTime >= hold.ExpiresAt || !hold.IsOpen(asked.Position.Now)
            ? new Refusal(Outcome.HoldExpired) : null;
    }

    /// <summary>Why the hold that an operation names cannot be spent from, or released, once more; null: it can.</summary>
    /// <param name="endsIt">Nothing of it stays set aside.</param>
    public static Refusal? CheckTimes(in Case asked, bool endsIt)
    {
        var times = 0;
        foreach (ref readonly var row in asked.Circumstances.Related)
            if (row.Leg == 0 && row.Original == asked.Operation.Original && row.Outcome.IsPosted()
                && IsAlike(row.Kind, asked.Operation.Kind))
                times++;
        var most = endsIt ? Parts.Ever : Parts.Max;
        return times >= most ? new Refusal(Outcome.ReturnsLimit, most) : null;
    }

    private static bool IsAlike(OperationKind one, OperationKind other) => one == other || (Spends(one) && Spends(other));

    private static bool Spends(OperationKind kind) => kind is OperationKind.CaptureHold or OperationKind.Checkout;

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
            // A capture has rows that refer to it as well, and is no hold.
            if (why == Outcome.HoldUnknown || row.Original != key || row.Detail?.HoldLeft is null) continue;
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
