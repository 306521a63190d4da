using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>
/// What an operation changed beside balances is again as it was before: status, PIN and tries, tier, cards. What another operation has
/// changed since stays as that one left it.
/// </summary>
internal static class PutBack
{
    /// <summary><paramref name="detail"/>, and what is put back of <paramref name="original"/>'s changes.</summary>
    /// <param name="original">The first row of what is reversed.</param>
    public static RowDetail Of(in Case asked, in JournalRow original, RowDetail detail)
    {
        var member = asked.State.Membership;
        if (original.Detail?.Was is not { } was) return detail;
        var back = new WasFacts
        {
            Status = member.StatusBySeq == original.Seq ? was.Status : null,
            Pin = member.PinSetBySeq == original.Seq ? was.Pin : null,
            // Wrong PINs that were typed since still count.
            Tries = member.PinTriesBySeq == original.Seq && was.Tries is { } tries
                ? tries with { Failures = tries.Failures + member.PinFailures } : null,
        };
        if (back != new WasFacts()) detail = detail with { Back = back };
        if (back.Status is { } status)
            detail = detail with { Status = status.Status, Cards = CardsOf(asked.State, original) ?? detail.Cards };
        return detail;
    }

    /// <summary>The tier by hand and the tier after a refund, as they were before; null: another row has moved the tier since.</summary>
    public static TierFacts? TierOf(in Case asked, in JournalRow original)
    {
        var member = asked.State.Membership;
        if (member.TierBySeq != original.Seq || original.Detail is not { Was.Tier: { } was, Tier: { } moved }) return null;
        // A monthly bonus that was given since is not given again.
        return member.NextGrantOn == moved.NextGrantOn ? was
            : was with { NextGrantOn = TierLife.GrantAfter(member, asked.Rules, TierReach.IndexOf(asked.Rules, was.Tier),
            was.NextGrantOn) };
    }

    /// <summary>
    /// The cards that the original changed and that are still as it left them, as they were before; null: there are none.
    /// </summary>
    public static IReadOnlyList<CardChange>? CardsOf(AccountState state, in JournalRow original)
    {
        List<CardChange>? back = null;
        foreach (var change in original.Detail?.Cards ?? [])
            if (change.Was != CardStatus.None && state.CardOf(change.Card) is { } card && IsAsLeft(card, change))
                (back ??= []).Add(new CardChange(card.Id, change.Was, change.WasUntil, card.Status, WasUntilOf(card, change)));
        return back;
    }

    private static bool IsAsLeft(Card card, CardChange change) =>
        card.Status == change.Status && (change.ExpiresOn is null || card.ExpiresOn == change.ExpiresOn)
        && card.ClosedFrom == CardStatus.None;

    private static DateOnly? WasUntilOf(Card card, CardChange change) =>
        change.WasUntil is null ? null : card.ExpiresOn ?? DateOnly.MaxValue;
}
