using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;

namespace Ledger.Rules.Time;

/// <summary>What is past its last day.</summary>
internal static class Expiry
{
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
            if (!card.IsOver(date) || !rules.CardTypeOf(card.Type).ForfeitsAtExpiry) return false;
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
