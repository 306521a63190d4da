using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Value;

namespace Ledger.Rules.Returns;

/// <summary>A hold that is there again, or holds more again, because what ended or took of it is reversed.</summary>
internal static class HoldAgain
{
    /// <summary>Why a hold that was released is not there again; null: it is.</summary>
    public static Refusal? CheckReleased(in Case asked, HoldFacts hold)
    {
        if (IsOver(asked, hold)) return new Refusal(Outcome.HoldExpired);
        return IsFree(asked, hold) ? null : new Refusal(Outcome.InsufficientFunds, FreeOf(asked, hold));
    }

    /// <summary>
    /// What the hold sets aside when a capture of it, or a checkout that it paid, is reversed by <paramref name="undoing"/>: what comes
    /// back of what it had set aside, and, where it ended then, the rest as far as all of that is free. Null: it is over, and what comes
    /// back is free; or there was none.
    /// </summary>
    public static HoldFacts? After(in Case asked, in JournalRow spending, Undoing undoing)
    {
        if (asked.State.Membership.Status is AccountStatus.Cancelled or AccountStatus.Merged) return null;
        if (spending.Detail is not { Was.Hold: { } was, HoldLeft: { } left }) return null;
        var open = asked.State.Membership.HoldOf(was.Key);
        if ((open is null && left.LeftMinor > 0) || IsOver(asked, was)) return null;
        var taken = HeldPart.Of(was, spending.Detail.Basket?.HeldMinor ?? was.LeftMinor, isLast: true);
        var back = was with
        {
            PrincipalMinor = Math.Min(taken.PrincipalMinor, undoing.GivenOf(Asset.Principal)), Bonus = BonusGiven(taken.Bonus, undoing),
        };
        if (open is not null) return Joined(open, back);
        var rest = was with { PrincipalMinor = was.PrincipalMinor - back.PrincipalMinor, Bonus = Without(was.Bonus, back.Bonus) };
        if (rest.LeftMinor > 0 && IsFree(asked, rest)) back = Joined(back, rest);
        return back.LeftMinor > 0 ? back : null;
    }

    private static bool IsOver(in Case asked, HoldFacts hold) =>
        asked.Operation.BusinessTime >= hold.ExpiresAt || asked.Position.Now >= hold.ExpiresAt;

    private static bool IsFree(in Case asked, HoldFacts hold)
    {
        if (hold.PrincipalMinor > asked.FreePrincipal) return false;
        foreach (var lot in hold.Bonus)
            if (lot.Amount > asked.FreeBonusOf(lot.ExpiresOn)) return false;
        return true;
    }

    // Of what it held.
    private static long FreeOf(in Case asked, HoldFacts hold)
    {
        var free = Math.Min(hold.PrincipalMinor, asked.FreePrincipal);
        foreach (var lot in hold.Bonus) free += Math.Min(lot.Amount, asked.FreeBonusOf(lot.ExpiresOn));
        return free;
    }

    private static List<Lot> BonusGiven(IReadOnlyList<Lot> taken, Undoing undoing)
    {
        var given = new List<Lot>();
        foreach (var lot in taken)
            if (undoing.GivenOf(Asset.Bonus, lot.ExpiresOn) is > 0 and var amount)
                given.Add(lot with { Amount = Math.Min(lot.Amount, amount) });
        return given;
    }

    private static HoldFacts Joined(HoldFacts one, HoldFacts other) => one with
    {
        PrincipalMinor = one.PrincipalMinor + other.PrincipalMinor,
        Bonus = [.. one.Bonus.Concat(other.Bonus).GroupBy(lot => lot.ExpiresOn)
            .Select(lots => lots.First() with { Amount = lots.Sum(lot => lot.Amount) }).OrderBy(lot => lot.ExpiresOn)],
    };

    private static List<Lot> Without(IReadOnlyList<Lot> lots, IReadOnlyList<Lot> taken) => HeldLots.Without(lots, [.. taken]);
}
