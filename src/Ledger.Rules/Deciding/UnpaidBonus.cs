using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Deciding;

/// <summary>
/// Bonus that was spent although the top-ups that brought it are paid out again: as if each of them, the newest first, were refunded as far
/// as principal is still there.
/// </summary>
internal static class UnpaidBonus
{
    /// <summary>What is spent of it when all principal is paid out, in minor units, at most that principal.</summary>
    public static long SpentOf(in Case asked) => asked.State.Loads.Count == 0 ? 0 : PaidOut(asked, out _);

    /// <summary>
    /// Why nothing can be paid out; null: it can, less <paramref name="spent"/>, as <see cref="SpentOf"/>; <paramref name="left"/> says
    /// what is known of the top-ups then.
    /// </summary>
    public static Refusal? Check(in Case asked, out long spent, out IReadOnlyList<LoadedBonus>? left)
    {
        (spent, left) = (0, null);
        if (asked.State.Loads.Count > 0) spent = PaidOut(asked, out left);
        return spent > 0 && asked.Rules.Returns.SpentBonus == SpentBonus.Refuse ? new Refusal(Outcome.BonusSpent, spent) : null;
    }

    /// <summary>
    /// Principal that can leave for another member, in minor units: none of top-ups whose bonus is still there or was spent.
    /// </summary>
    public static long Sendable(in Case asked)
    {
        if (asked.Rules.Returns.SpentBonus == SpentBonus.Keep || asked.State.Loads.Count == 0) return asked.FreePrincipal;
        var kept = Math.Max(Loads.TiedOf(asked.State), SpentOf(asked));
        return Math.Clamp(asked.State.Principal - kept, 0, asked.FreePrincipal);
    }

    /// <summary>How much of what came with no bonus has not left, at most what is known of it or is there, in minor units.</summary>
    public static long Unsent(AccountState state) => Math.Max(state.Unsent ?? 0, state.Principal - Loads.TiedOf(state));

    /// <summary><see cref="AccountState.Unsent"/> when <paramref name="amount"/> of what came with no bonus has left.</summary>
    public static long UnsentAfter(AccountState state, long amount) => Math.Max(0, Unsent(state) - amount);

    /// <summary><see cref="AccountState.Unsent"/> when all principal is paid out.</summary>
    public static long UnsentWhenPaidOut(AccountState state, IReadOnlyList<LoadedBonus>? left) =>
        Math.Max(0, (state.Unsent ?? 0) - WithoutBonus(state.Principal, state.Loads, left));

    /// <summary>What of <paramref name="paid"/>, which was paid out, was of no top-up with bonus, in minor units.</summary>
    public static long WithoutBonus(long paid, IReadOnlyList<LoadedBonus> known, IReadOnlyList<LoadedBonus>? left) =>
        Math.Max(0, paid - known.Sum(load => load.AmountMinor) + (left?.Sum(load => load.AmountMinor) ?? 0));

    private static long PaidOut(in Case asked, out IReadOnlyList<LoadedBonus> left)
    {
        var (state, isKept) = (asked.State, asked.Rules.Returns.SpentBonus != SpentBonus.Keep);
        var (principal, bonus, spent) = (state.Principal, state.Bonus, 0L);
        var after = state.Loads.ToArray();
        var newest = -1;
        for (var at = 0; at < after.Length; at++)
        {
            var load = after[at];
            var covered = Math.Min(principal, load.ThereMinor);
            if (covered == 0) continue;
            if (newest < 0) newest = at;
            principal -= covered;
            // Of what was added up nobody knows which steps it had reached.
            var goes = load.Key == LoadedBonus.Older ? load.BonusMinor
                : Math.Max(0, load.BonusMinor - asked.Rules.BonusFor(load.AmountMinor - covered));
            var there = Math.Min(goes, bonus);
            var expired = Math.Min(goes - there, load.ExpiredMinor);
            bonus -= there;
            if (isKept) spent += load.OwedMinor + goes - there - expired;
            after[at] = load with
            {
                AmountMinor = load.AmountMinor - covered, BonusMinor = load.BonusMinor - goes, OwedMinor = 0,
                ExpiredMinor = Math.Min(load.ExpiredMinor - expired, load.BonusMinor - goes),
            };
        }
        left = after;
        var netted = Math.Min(spent, state.Principal);
        if (newest >= 0) after[newest] = after[newest] with { OwedMinor = spent - netted };
        // Bonus that is left was spent by nobody.
        for (var at = 0; at < after.Length && bonus > 0; at++)
        {
            var unspent = Math.Min(bonus, after[at].BonusMinor - after[at].ExpiredMinor);
            if (unspent <= 0) continue;
            after[at] = after[at] with { ExpiredMinor = after[at].ExpiredMinor + unspent };
            bonus -= unspent;
        }
        return netted;
    }
}
