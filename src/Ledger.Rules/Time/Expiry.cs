using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;

namespace Ledger.Rules.Time;

/// <summary>What is past its last day.</summary>
internal static class Expiry
{
    /// <summary>True when there is something to expire on <paramref name="date"/> and at <paramref name="now"/> (UTC).</summary>
    public static bool IsDue(AccountState state, ProgramRules rules, DateOnly date, DateTime now)
    {
        foreach (var lot in state.PointsLots.Span)
            if (lot.ExpiresOn < date) return true;
        foreach (var lot in state.BonusLots.Span)
            if (lot.ExpiresOn < date && lot.Amount > state.Membership.HeldBonus(lot.ExpiresOn, now)) return true;
        if (!IsForfeited(state, rules, date)) return false;
        return !state.Membership.HasOpenHolds(now) || state.FreePrincipal(now) > 0 || HasFreeBonus(state, now);
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

    private static bool HasFreeBonus(AccountState state, DateTime now)
    {
        foreach (var lot in state.BonusLots.Span)
            if (lot.Amount > state.Membership.HeldBonus(lot.ExpiresOn, now)) return true;
        return false;
    }
}
