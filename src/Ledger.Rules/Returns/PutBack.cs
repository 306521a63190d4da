using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Earning;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>
/// What an operation changed beside balances is again as it was before: status, PIN and tries, tier, cards, what is known of top-ups, of
/// extended lots and of what points are worth. What another operation has changed since stays as that one left it.
/// </summary>
internal static class PutBack
{
    /// <summary><paramref name="detail"/>, and what is put back of the changes of what is reversed.</summary>
    public static RowDetail Of(in Case asked, Past past, RowDetail detail)
    {
        ref readonly var original = ref past.First;
        var (state, member) = (asked.State, asked.State.Membership);
        if (original.Kind is OperationKind.CashOut or OperationKind.CancelAccount) detail = PaidOutAgain(state, past, detail);
        if (original.Detail?.Was is not { } was) return detail;
        var (setsStatus, setsPin, endsTries) = (
            member.StatusBySeq == original.Seq, member.PinSetBySeq == original.Seq, member.PinTriesBySeq == original.Seq);
        var back = new WasFacts
        {
            Status = setsStatus && was.Status is { } before ? Traced.Status(member, before) : null,
            Pin = setsPin && was.Pin is { } pin ? Traced.Pin(member, pin) : null,
            // Wrong PINs that were typed since still count.
            Tries = endsTries && was.Tries is { } tries
                ? Traced.Tries(member, tries with { Failures = tries.Failures + member.PinFailures }) : null,
            Loads = was.Known is { } known && original.Kind == OperationKind.TopUp ? LoadsBefore(state, original, known)
                : was.Loads is { } loads && original.Detail.Loads is null ? LoadsOf(state, original.Key, loads) : null,
            SpentAt = was.SpentAt is { } rate && PointsWorth.IsSame(state.PointsSpentAt, RateOf(past)) ? rate : null,
            Extended = was.Extended is { } extended ? ExtendedOf(state, original, extended) : null,
        };
        if (back != new WasFacts()) detail = detail with { Back = back };
        if (back.Status is { } status)
            detail = detail with { Status = status.Status, Cards = CardsOf(asked.State, original) ?? detail.Cards };
        var overtaken = new WasFacts
        {
            Status = setsStatus ? null : was.Status, Pin = setsPin ? null : was.Pin, Tries = endsTries ? null : was.Tries,
        };
        return overtaken == new WasFacts() ? detail : Traced.Note(
            detail, original, known => known with { Status = overtaken.Status, Pin = overtaken.Pin, Tries = overtaken.Tries });
    }

    /// <summary>
    /// <paramref name="detail"/>, and the tier as it was before it was given by hand, or before a refund; or, where another row has moved
    /// it since, what whoever undoes that one has to know.
    /// </summary>
    /// <param name="counted">What counts for tiers then; null: as now.</param>
    public static RowDetail TierOf(in Case asked, in JournalRow original, RowDetail detail, Activity? counted = null)
    {
        if (original.Detail is not { Was.Tier: { } was, Tier: { } moved }) return detail;
        // A refund has left the tier to the row that had set it before.
        var left = moved.BySeq != 0 ? moved : moved with { BySeq = original.Seq };
        var now = asked.State.Membership.TierNow with { NextGrantOn = left.NextGrantOn };
        return now == left ? detail with { Tier = TierLife.Before(asked, was, moved, counted) }
            : TierLife.Overtaken(asked, original, detail);
    }

    /// <summary>
    /// The cards that the original changed and that are still as it left them, as they were before; null: there are none.
    /// </summary>
    public static IReadOnlyList<CardChange>? CardsOf(AccountState state, in JournalRow original)
    {
        List<CardChange>? back = null;
        foreach (var change in original.Detail?.Cards ?? [])
            if (change.Was != CardStatus.None && state.CardOf(change.Card) is { } card && IsAsLeft(card, change, original))
                (back ??= []).Add(Back(state.Membership, card, change, original.Kind));
        return back;
    }

    /// <summary>As <see cref="CardsOf"/>, and what is known of cards that another row has changed since.</summary>
    public static RowDetail OfCards(AccountState state, in JournalRow original, RowDetail detail)
    {
        var seq = original.Seq;
        var overtaken = original.Detail!.Cards!.Where(change =>
            change.Was != CardStatus.None && state.CardOf(change.Card) is { BySeq: not 0 } card && card.BySeq != seq).ToList();
        detail = detail with { Cards = CardsOf(state, original) };
        if (overtaken.Count == 0) return detail;
        return detail with { Overtaken = (detail.Overtaken ?? new Overtaken(seq, new WasFacts())) with { Cards = overtaken } };
    }

    private static CardChange Back(Membership member, Card card, CardChange change, OperationKind kind)
    {
        var before = Traced.Card(member, change);
        return new CardChange(card.Id, before.Was, before.WasUntil, before.Status, WasUntilOf(card, before))
        {
            BySeq = AccountState.SetsCards(kind) ? before.WasBySeq : null,
        };
    }

    // Rows and checkpoints of before do not say which row has set it.
    private static bool IsAsLeft(Card card, CardChange change, in JournalRow original) =>
        card.Status == change.Status && (change.ExpiresOn is null || card.ExpiresOn == change.ExpiresOn)
        && card.ClosedFrom == CardStatus.None
        && (!AccountState.SetsCards(original.Kind) || card.BySeq == 0 || card.BySeq == original.Seq);

    private static DateOnly? WasUntilOf(Card card, CardChange change) =>
        change.WasUntil is null ? null : card.ExpiresOn ?? DateOnly.MaxValue;

    // What was paid out is there again, whatever has become of the rest since.
    private static RowDetail PaidOutAgain(AccountState state, Past past, RowDetail detail)
    {
        var told = past.First.Detail!;
        if (told.UnsentMinor is null) return detail;
        var was = told.Was?.Loads ?? [];
        var paid = -past.Rows.Where(row => row.Asset == Asset.Principal).Sum(row => row.Amount);
        return detail with
        {
            UnsentMinor = (state.Unsent ?? 0) + UnpaidBonus.WithoutBonus(paid, was, told.Loads),
            Loads = told.Loads is { } left ? [.. was.Zip(left, (before, after) => before.Less(after))] : null,
        };
    }

    // A top-up that is reversed has spent nothing and added nothing up; what has changed since stays.
    private static List<LoadedBonus> LoadsBefore(AccountState state, in JournalRow topUp, IReadOnlyList<LoadedBonus> was)
    {
        var (key, seq, account) = (topUp.Key, topUp.Seq, topUp.Account);
        List<LoadedBonus> now = [.. state.Loads.Where(load => load.Key != key)];
        var then = topUp.PrincipalAfter == topUp.Amount ? Loads.AllSpent(was, topUp) : was;
        if (was.Count == Loads.Max && now.Count > 0 && Loads.Joined(was.Take(1), then)[^1] == now[^1])
        {
            now.RemoveAt(now.Count - 1);
            now.AddRange(then.Skip(Loads.Max - 2));
        }
        return now.ConvertAll(load => (load.SpentBySeq, load.SpentOn) == (seq, account)
            && was.FirstOrDefault(one => one.Key == load.Key) is { } one
                ? load with { SpentMinor = Math.Min(one.SpentMinor, load.AmountMinor), SpentBySeq = one.SpentBySeq, SpentOn = one.SpentOn }
                : load);
    }

    // Behind those that have come since; a top-up that is reversed has never been.
    private static LoadedBonus[] LoadsOf(AccountState state, Guid key, IReadOnlyList<LoadedBonus> was)
    {
        LoadedBonus[] now = [.. state.Loads.Where(load => load.Key != key)];
        return [.. now.Concat(was.Where(load => !Array.Exists(now, other => other.Key == load.Key))).Take(Loads.Max)];
    }

    private static DateOnly[] ExtendedOf(AccountState state, in JournalRow refund, IReadOnlyList<DateOnly> was)
    {
        var added = refund.Detail!.Refund!.ExtendedTo;
        DateOnly[] now = [.. state.ExtendedLots.Where(day => day != added)];
        // The oldest had made room for it; the others are there as far as they have not been undone themselves.
        return was.Count < AccountState.ExtendedMax || now.Contains(was[^1]) ? now
            : [.. now.Append(was[^1]).Take(AccountState.ExtendedMax)];
    }

    private static PointsRate RateOf(Past past)
    {
        if (past.Basket is { } basket) return new PointsRate(basket.Points, basket.PointsWorthMinor);
        long points = 0;
        foreach (var row in past.Rows)
            if (row.Asset == Asset.Points && row.Amount < 0) points -= row.Amount;
        return new PointsRate(points, past.First.Figure);
    }
}
