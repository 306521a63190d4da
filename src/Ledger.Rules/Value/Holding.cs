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
    /// Captures and releases of one hold, also those that were reversed: after so many it is left to its end, so that what is read for the
    /// next one is bounded.
    /// </summary>
    public const int TimesEver = 400;

    /// <summary>How often the hold that an operation names was captured before; for a release, how often it was released.</summary>
    public static int TimesDone(in Case asked)
    {
        var count = 0;
        foreach (ref readonly var row in asked.Circumstances.Related)
            if (row.Leg == 0 && row.Kind == asked.Operation.Kind && row.Original == asked.Operation.Original && row.Outcome.IsPosted())
                count++;
        return count;
    }

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
                OperationKind.CaptureHold => Outcome.HoldCaptured,
                OperationKind.TimeOutHold => Outcome.HoldExpired,
                _ => Outcome.HoldReleased,
            };
        }
        return why;
    }
}
