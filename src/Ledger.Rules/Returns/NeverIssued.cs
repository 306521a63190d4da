using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>
/// A card, or an account, that is as if it had never been: the card can be issued again, also to another account, the account can be
/// opened again, and what its member was found by names nobody.
/// </summary>
internal static class NeverIssued
{
    /// <summary>Why the card stays; null: it goes, as <paramref name="detail"/> says. One that is void has had a life.</summary>
    public static Refusal? Card(in Case asked, in JournalRow issue, out RowDetail? detail)
    {
        detail = new RowDetail { Freed = [issue.NewCard!.Value] };
        return IsThere(asked.State, issue.NewCard.Value) ? null : new Refusal(Outcome.NotReversible);
    }

    /// <summary>Why the replacement stays; null: the old card is what it was, the new one goes, and the fee comes back.</summary>
    public static Refusal? Replacement(in Case asked, Past past, out Undoing? undoing)
    {
        undoing = null;
        var (state, card) = (asked.State, past.First.NewCard!.Value);
        // Rows of 0.2.0 do not say what the old card was.
        if (!IsThere(state, card) || PutBack.CardsOf(state, past.First) is not { } old) return new Refusal(Outcome.NotReversible);
        if (Mirror.Of(asked, past, out undoing) is { } refusal) return refusal;
        var (detail, fee) = (undoing!.Detail!, past.First.Detail!.FeeMinor);
        var stored = undoing.Legs.Sum(leg => leg.Amount);
        undoing.Detail = PutBack.Of(asked, past, detail) with
        {
            Cards = old, Freed = [card],
            // What the till took it gives back.
            Refund = detail.Refund! with { Amount = fee + stored, StoredValueMinor = stored, RestMinor = fee },
        };
        return null;
    }

    /// <summary>
    /// Why the account stays; null: it was never opened, as <paramref name="detail"/> says. Whatever it holds, owes or has bought would be
    /// gone, what it was frozen or warned for forgotten, and another card has had a life of its own.
    /// </summary>
    public static Refusal? Account(in Case asked, in JournalRow opening, out RowDetail? detail)
    {
        var (state, card) = (asked.State, opening.NewCard);
        Guid[] freed = [.. state.Cards.Select(one => one.Id), .. state.Membership.Identifiers.Select(held => held.Id)];
        detail = new RowDetail { Unopened = true, Freed = freed.Length > 0 ? freed : null };
        var isUnused = state.Membership is { Status: AccountStatus.Active, Warnings: 0 }
            && state is { Points: 0, PointsOwed: 0, Principal: 0, Bonus: 0 } && !asked.HasOpenHolds
            && (state.Activity?.Ever ?? default) == default
            && (card is null ? state.Cards.Count == 0 : state.Cards.Count == 1 && IsThere(state, card.Value));
        return isUnused ? null : new Refusal(Outcome.NotReversible);
    }

    private static bool IsThere(AccountState state, Guid card) => state.CardOf(card) is { Status: not CardStatus.Void };
}
