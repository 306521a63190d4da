using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Time;

/// <summary>What is past its last day goes to breakage.</summary>
internal static class Expiry
{
    public static void Expire(ref Decision decision)
    {
        var (state, date) = (decision.State, decision.Operation.BusinessDate);
        var isForfeited = IsForfeited(state, decision.Rules, date);

        // Decided.
        // While something is held the cards stay: what a hold gives back is forfeited as well.
        if (isForfeited && state.Membership.Holds.Count == 0) decision.Detail = new RowDetail { Cards = CardLife.VoidAll(state) };
        foreach (var lot in state.PointsLots.Span)
            if (lot.ExpiresOn < date) decision.Transfer(Asset.Points, -lot.Amount, SystemAccount.Breakage, lot.ExpiresOn, lot.UsableFrom);
        if (isForfeited && state.FreePrincipal > 0) decision.Transfer(Asset.Principal, -state.FreePrincipal, SystemAccount.Breakage);
        foreach (var lot in state.BonusLots.Span)
        {
            var free = lot.Amount - state.Membership.HeldBonus(lot.ExpiresOn);
            if (free > 0 && (isForfeited || lot.ExpiresOn < date)) decision.Transfer(Asset.Bonus, -free, SystemAccount.Breakage, lot.ExpiresOn);
        }
        decision.Note();
    }

    /// <summary>True when there is something to expire on <paramref name="date"/>.</summary>
    public static bool IsDue(AccountState state, ProgramRules rules, DateOnly date)
    {
        foreach (var lot in state.PointsLots.Span)
            if (lot.ExpiresOn < date) return true;
        foreach (var lot in state.BonusLots.Span)
            if (lot.ExpiresOn < date && lot.Amount > state.Membership.HeldBonus(lot.ExpiresOn)) return true;
        if (!IsForfeited(state, rules, date)) return false;
        return state.Membership.Holds.Count == 0 || state.FreePrincipal > 0 || HasFreeBonus(state);
    }

    /// <summary>True when all cards that are not void are past their last day, and of types that forfeit then.</summary>
    public static bool IsForfeited(AccountState state, ProgramRules rules, DateOnly date)
    {
        var any = false;
        for (var i = 0; i < state.Cards.Count; i++)
        {
            var card = state.Cards[i];
            if (card.Status == CardStatus.Void) continue;
            if (!(card.ExpiresOn < date) || !rules.CardTypeOf(card.Type).ForfeitsAtExpiry) return false;
            any = true;
        }
        return any;
    }

    private static bool HasFreeBonus(AccountState state)
    {
        foreach (var lot in state.BonusLots.Span)
            if (lot.Amount > state.Membership.HeldBonus(lot.ExpiresOn)) return true;
        return false;
    }
}
