using Ledger.Rules.Asked;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Tests.Model;

// What a reversal makes as it was before, unless something else has changed it since.
internal sealed partial class PlainLedger
{
    /// <summary>
    /// Every transfer the other way round, the last one first. False: not all of what it gave is there, and nothing moves.
    /// </summary>
    private static bool Mirror(Desk at, PlainEntry original, Sum told)
    {
        at.Undone = original;
        var asItWas = at.Member.Remembered();
        var tooMuch = BonusTooMuch(at, original);
        var sum = new Sum();
        foreach (var move in original.Moves.AsEnumerable().Reverse())
        {
            if (move.Amount < 0 && move.IsDebt)
                at.GivePoints(-move.Amount, move.Other, PlainCalendar.LastDay(at.Rules.PointsValidity, at.Date));
            else if (move.Amount < 0)
            {
                var kept = move.Asset == Asset.Bonus ? Math.Min(tooMuch, -move.Amount) : 0;
                GiveBack(at, sum, [move], [-move.Amount], kept);
                tooMuch -= kept;
            }
            else if (move.IsDebt) at.Owe(TakeBack(at, original, move.Amount, move.Other), move.Other);
            else if (There(at, move) is var there && there < move.Amount)
            {
                asItWas();
                at.Entry.Moves.Clear();
                at.Entry.CardsBefore.Clear();
                foreach (var undone in original.Moves) undone.Undone = 0;
                at.Refuse(move.Asset == Asset.Points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds, there);
                return false;
            }
            else at.Take(move.Asset, move.Amount, move.Other, move.LastDay, move.FirstDay);
        }
        told.Forfeited = sum.Forfeited;
        at.Entry.Facts = told.Told;
        return true;
    }

    private static decimal There(Desk at, PlainMove given) => given.Asset switch
    {
        Asset.Points => at.Member.LotsOf(Asset.Points).Where(lot => (lot.LastDay, lot.FirstDay) == (given.LastDay, given.FirstDay))
            .Sum(lot => lot.Amount),
        Asset.Bonus => FreeOf(at.Member, given.LastDay),
        _ => at.Member.FreePrincipal,
    };

    private static void PutBack(Desk at, PlainEntry original)
    {
        var member = at.Member;
        var wasStatus = member.StatusSet.By == original;
        member.StatusSet.Strike(original);
        if (wasStatus) PutCardsBack(at, original);
        member.PinSet.Strike(original);
        // Wrong PINs that were typed since still count.
        member.Tries.Remove(original);
        PutLoadsBack(member, original);
        if (original.Operation.Kind is OperationKind.CashOut or OperationKind.CancelAccount)
        {
            foreach (var part in original.LoadsPaid) Change(member, part, 1);
            member.Unsent = (member.Unsent ?? 0) + original.PaidWithoutBonus;
        }
        if (original.SpentBefore is { } spent && IsSameWorth(member.PointsSpentAt, spent.Since)) member.PointsSpentAt = spent.Before;
        if (original.Extended is { } extended) member.Extended.Remove(extended);
    }

    /// <summary>True when what the member was found by is another's by now.</summary>
    private bool AreNamesTaken(Desk at, PlainEntry original)
    {
        if (!NamesLeft(at, original).Any(kind => at.Member.Named[kind].Without(original) is { } before
            && before.Id != at.Member.Identifiers.GetValueOrDefault(kind)?.Id && _names.Contains(before.Id))) return false;
        at.Refuse(Outcome.IdentifierTaken);
        return true;
    }

    private void PutNamesBack(Desk at, PlainEntry original)
    {
        var left = NamesLeft(at, original);
        foreach (var (kind, _, _) in original.Names)
        {
            if (at.Member.Named[kind].By != original || left.Contains(kind)) at.Member.Named[kind].Strike(original);
            if (!left.Contains(kind)) continue;
            Forget(at.Member, [kind]);
            if (at.Member.Named[kind].Value is { } before) Know(at.Member, [before]);
        }
        at.Member.BirthdaysSet.Strike(original);
    }

    // Those that it changed, and nobody has changed since.
    private static HashSet<IdentifierKind> NamesLeft(Desk at, PlainEntry original) => [.. original.Names
        .Where(name => at.Member.Named[name.Kind].By == original
            && at.Member.Identifiers.GetValueOrDefault(name.Kind)?.Id == name.After?.Id).Select(name => name.Kind)];

    private static void PutCardsBack(Desk at, PlainEntry original)
    {
        foreach (var (card, _, _, left, until) in original.CardsBefore.Where(one => at.Member.Cards.Contains(one.Card)))
        {
            var isLast = card.Set.By == original;
            var isApproved = original.Operation.Kind == OperationKind.ApproveCard;
            // One that has closed with its value since is what it is.
            if (isLast && ((card.Status, card.ClosedFrom) != (left, null) || (isApproved && card.LastDay != until))) continue;
            var lastDay = card.Set.Value.LastDay;
            card.Set.Strike(original);
            if (!isLast) continue;
            (card.Status, card.LostFrom) = (card.Set.Value.Status, card.Set.Value.LostFrom);
            if (card.Set.Value.LastDay != lastDay) card.LastDay = card.Set.Value.LastDay;
        }
    }

    private static void PutTierBack(Desk at, PlainEntry original)
    {
        var member = at.Member;
        var grant = member.NextGrant;
        if (original.TierBefore is not { } found) return;
        var (before, after) = (Without(at, found), original.TierAfter!);
        if (TierOf(member) with { NextGrant = original.GrantAfter } != after)
        {
            // Purchases that have raised it since do so from what was before.
            if (after.Floor is null && member.TierFloor == (after.Tier, after.Until, after.Since))
                member.TierFloor = before.Floor ?? (before.Tier, before.Until, before.Since);
            original.IsTierStruck = true;
            return;
        }
        (member.Tier, member.TierUntil, member.TierSince, member.TierByHand) = (before.Tier, before.Until, before.Since, before.ByHand);
        member.IsTierNew &= member.TierBy == before.By;
        (member.TierBy, member.TierFloor) = (before.By ?? at.Entry, before.Floor);
        member.NextGrant = GrantBefore(at, grant, original, before);
    }

    // A monthly bonus that was given since is not given again.
    private static DateOnly GrantBefore(Desk at, DateOnly grant, PlainEntry original, PlainTier before) =>
        grant == original.GrantAfter ? before.NextGrant : !HasGrants(at) ? DateOnly.MaxValue
            : grant != DateOnly.MaxValue ? grant : before.NextGrant;

    private static void UndoRelease(Desk at, PlainHold hold)
    {
        if (at.Operation.BusinessTime >= hold.Ends || at.Now >= hold.Ends) { at.Refuse(Outcome.HoldExpired); return; }
        var free = Math.Min(hold.Principal, at.Member.FreePrincipal)
            + hold.Bonus.Sum(lot => Math.Min(lot.Value, FreeOf(at.Member, lot.Key)));
        if (free < hold.Left) at.Refuse(Outcome.InsufficientFunds, free);
        else at.Member.Holds.Add(hold);
    }

    /// <summary>
    /// What a capture or checkout gives back of what a hold had paid is held again, with the rest where it ended the hold and all of that
    /// is free.
    /// </summary>
    private static void HoldAgain(Desk at, PlainEntry capture, PlainHold was)
    {
        var member = at.Member;
        if (member.Status is AccountStatus.Cancelled or AccountStatus.Merged) return;
        if (at.Operation.BusinessTime >= was.Ends || at.Now >= was.Ends) return;
        var open = member.Holds.Find(hold => hold.Key == was.Key);
        if (open is null && !capture.EndedHold) return;
        var back = new PlainHold(was.Key, was.Ends);
        foreach (var move in at.Entry.Moves.Where(move => move.Amount > 0))
            if (move.Asset == Asset.Principal) back.Principal += move.Amount;
            else if (move.Asset == Asset.Bonus && was.Bonus.ContainsKey(move.LastDay))
                back.Bonus[move.LastDay] = back.Bonus.GetValueOrDefault(move.LastDay) + move.Amount;

        // What was free when it was spent is free again.
        var taken = capture.HoldTaken!;
        back.Principal = Math.Min(back.Principal, taken.Principal);
        foreach (var lastDay in back.Bonus.Keys.ToList())
            back.Bonus[lastDay] = Math.Min(back.Bonus[lastDay], taken.Bonus.GetValueOrDefault(lastDay));

        var hold = open ?? new PlainHold(was.Key, was.Ends);
        if (open is null) member.Holds.Add(hold);
        Add(hold, back);
        if (open is not null) return;
        var rest = new PlainHold(was.Key, was.Ends) { Principal = was.Principal - back.Principal };
        foreach (var (lastDay, held) in was.Bonus) rest.Bonus[lastDay] = held - back.Bonus.GetValueOrDefault(lastDay);
        if (member.FreePrincipal >= rest.Principal && rest.Bonus.All(lot => FreeOf(member, lot.Key) >= lot.Value)) Add(hold, rest);
        if (hold.Left == 0) member.Holds.Remove(hold);
    }

    private static void Add(PlainHold hold, PlainHold more)
    {
        hold.Principal += more.Principal;
        foreach (var (lastDay, amount) in more.Bonus) hold.Bonus[lastDay] = hold.Bonus.GetValueOrDefault(lastDay) + amount;
    }

    /// <summary>A refund that is taken back has never brought anything back.</summary>
    private static void UndoRefund(Desk at, PlainEntry refund)
    {
        var of = refund.Of!;
        var tooMuch = BonusTooMuch(at, refund);
        var sum = new Sum
        {
            Amount = refund.Difference[0], Worth = -refund.WorthTold, Rest = -refund.RestTold, Netted = -refund.NettedTold,
        };
        if (!Mirror(at, refund, sum)) return;
        of.Back = [.. of.Back.Zip(refund.Difference, (now, part) => now - part)];
        of.IsUndone = false;
        if (refund.CountedBack is { Purchases: < 0 }) of.WasUndone = false;
        if (refund.CountedBack is { } counted)
            at.Member.Counts.Add(new PlainCount(counted.Date, -counted.Purchases, -counted.Spend, -counted.Points));
        of.IsTierStruck = false;
        PutTierBack(at, refund);
        foreach (var part in refund.LoadsPaid) Change(at.Member, part, -1);
        if (refund.LoadBack is { } known && (known.Bonus > 0 || known.Load.IsSum || at.Member.Loads.Contains(known.Load)))
            Change(at.Member, known with { Bonus = known.Bonus - tooMuch }, 1);
        if (refund.PaidWithoutBonus is { } paid) at.Member.Unsent += paid;
        if (refund.UnloadedOnce) at.Member.Loaded = true;
        PutBack(at, refund);
        if (at.Member.Stored != 0 && at.Member.Stored != refund.StoredBefore) return;
        foreach (var (card, was, wasUntil, left, until) in refund.CardsBefore.Where(one => at.Member.Cards.Contains(one.Card)))
            if ((card.Status, card.LastDay, card.ClosedFrom) == (left, until, null))
                (card.Status, card.LastDay, card.ClosedFrom, card.ClosedBy) = (was, wasUntil, left, at.Entry);
    }
}
