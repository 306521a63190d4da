using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>How a hold ends.</summary>
internal static class Holding
{
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
                OperationKind.CaptureHold => Outcome.HoldCaptured,
                OperationKind.TimeOutHold => Outcome.HoldExpired,
                _ => Outcome.HoldReleased,
            };
        }
        return why;
    }
}
