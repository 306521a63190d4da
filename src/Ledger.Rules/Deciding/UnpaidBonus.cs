using Ledger.Rules.Program;

namespace Ledger.Rules.Deciding;

/// <summary>
/// Bonus that was spent although the top-ups that brought it are paid out again: as if each of them, the newest first, were refunded as far
/// as principal is still there.
/// </summary>
internal static class UnpaidBonus
{
    /// <summary>What is spent of it when all principal is paid out, in minor units, at most that principal.</summary>
    public static long SpentOf(in Case asked)
    {
        var state = asked.State;
        if (state.Loads.Count == 0 || asked.Rules.Returns.SpentBonus == SpentBonus.Keep) return 0;
        var (principal, bonus, spent) = (state.Principal, state.Bonus, 0L);
        foreach (var load in state.Loads)
        {
            var covered = Math.Min(principal, load.AmountMinor);
            if (covered == 0) continue;
            principal -= covered;
            var wanted = Math.Max(0, load.BonusMinor - asked.Rules.BonusFor(load.AmountMinor - covered));
            var there = Math.Min(wanted, bonus);
            bonus -= there;
            spent += load.OwedMinor + Math.Max(0, wanted - there - load.ExpiredMinor);
        }
        return Math.Min(spent, state.Principal);
    }

    /// <summary>Why nothing can be paid out; null: it can, less <paramref name="spent"/>, as <see cref="SpentOf"/>.</summary>
    public static Refusal? Check(in Case asked, out long spent)
    {
        spent = SpentOf(asked);
        return spent > 0 && asked.Rules.Returns.SpentBonus == SpentBonus.Refuse ? new Refusal(Codes.Outcome.BonusSpent, spent) : null;
    }
}
