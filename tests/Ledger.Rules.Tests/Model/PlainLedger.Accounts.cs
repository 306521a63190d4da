using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.State;

namespace Ledger.Rules.Tests.Model;

// Accounts and their cards.
internal sealed partial class PlainLedger
{
    private void Open(Desk at, bool isNew)
    {
        var (member, rules, operation) = (at.Member, at.Rules, at.Operation);
        var terms = operation.Terms as MemberTerms ?? new MemberTerms([], []);
        if (!isNew) { at.Refuse(Outcome.AccountExists); return; }
        if (operation.NewCard is { } asked && _names.Contains(asked.Id)) { at.Refuse(Outcome.CardTaken); return; }
        if (terms.Identifiers.Any(identifier => _names.Contains(identifier.Id))) { at.Refuse(Outcome.IdentifierTaken); return; }
        if (terms.Tier != "" && !rules.Tiers.Any(tier => tier.Code == terms.Tier)) { at.Refuse(Outcome.TierUnknown); return; }
        if (operation.NewCard is not null && !IsEligible(at, terms, out var least))
            { at.Refuse(Outcome.NotEligible, least); return; }

        if (operation.NewCard is { } card) GiveCard(at, card, TypeOf(rules, card.Type));
        Know(member, terms.Identifiers);
        member.BirthdaysSet.Set(null, [.. terms.Birthdays]);
        if (terms.Tier != "") PutInto(at, terms.Tier, byHand: true);
        else if (rules.Tiers.FirstOrDefault() is { MonthlyBonusMinor: > 0 } first) PutInto(at, first.Code, byHand: false);
    }

    /// <summary>Whoever never had a card gets one under the program's conditions.</summary>
    private static bool IsEligible(Desk at, MemberTerms terms, out decimal least)
    {
        var issue = at.Rules.Issue;
        least = issue.PurchaseMinor > 0 ? issue.PurchaseMinor : issue.TotalMinor;
        var asks = issue.PurchaseMinor > 0 || issue.TotalMinor > 0;
        var total = Math.Max(terms.QualifyingTotalMinor, at.Member.Counts.Sum(count => count.Spend));
        var bought = (issue.PurchaseMinor > 0 && terms.QualifyingPurchaseMinor >= issue.PurchaseMinor)
            || (issue.TotalMinor > 0 && total >= issue.TotalMinor);
        if (asks && !bought) return false;
        least = 0;
        return issue.Requires.All(kind =>
            at.Member.Identifiers.ContainsKey(kind) || terms.Identifiers.Any(identifier => identifier.Kind == kind));
    }

    private void IssueCard(Desk at)
    {
        if (_names.Contains(at.Operation.NewCard!.Id)) { at.Refuse(Outcome.CardTaken); return; }
        if (at.Member.Cards.Count >= at.Rules.CardsMax) { at.Refuse(Outcome.CardLimit, at.Rules.CardsMax); return; }
        if (InUse(at) >= at.Rules.ActiveCardsMax) { at.Refuse(Outcome.CardLimit, at.Rules.ActiveCardsMax); return; }
        var terms = at.Operation.Terms as MemberTerms ?? new MemberTerms([], []);
        if (at.Member.Cards.Count == 0 && !IsEligible(at, terms, out var least)) { at.Refuse(Outcome.NotEligible, least); return; }
        GiveCard(at, at.Operation.NewCard, TypeOf(at.Rules, at.Operation.NewCard.Type));
    }

    private void ReplaceCard(Desk at)
    {
        var (member, operation, terms) = (at.Member, at.Operation, (CardTerms)at.Operation.Terms!);
        if (Meant(at, terms.LastFour, card => card.LastDay >= at.Date) is not { } old) return;
        if (_names.Contains(operation.NewCard!.Id)) { at.Refuse(Outcome.CardTaken); return; }
        if (member.Cards.Count >= at.Rules.CardsMax) { at.Refuse(Outcome.CardLimit, at.Rules.CardsMax); return; }
        if (InUse(at, but: old) >= at.Rules.ActiveCardsMax) { at.Refuse(Outcome.CardLimit, at.Rules.ActiveCardsMax); return; }
        decimal fee = terms.IsDamaged ? at.Rules.DamagedCardFeeMinor : at.Rules.LostCardFeeMinor;
        if (terms.FeeFromStoredValue && fee > member.FreeStored(at.Date))
            { at.Refuse(Outcome.InsufficientFunds, member.FreeStored(at.Date)); return; }

        // One that waits or is lost is not approved by being replaced.
        var status = old.Type.NeedsApproval && old.Status != CardStatus.Active ? CardStatus.Waiting : CardStatus.Active;
        member.Cards.Add(new PlainCard(operation.NewCard.Id, operation.NewCard.LastFour, old.Type, status, old.LastDay));
        at.Entry.CardsBefore.Add((old, old.Status, old.LastDay, CardStatus.Void, old.LastDay));
        SetCard(at, old, CardStatus.Void);
        _names.Add(operation.NewCard.Id);
        if (terms.FeeFromStoredValue) at.TakeStored(fee, SystemAccount.Fees);
        else at.Entry.Fee = fee;
        if (at.Entry.Fee > 0) at.Entry.Facts = Words.Fee(fee);
    }

    private static int InUse(Desk at, PlainCard? but = null) => at.Member.Cards.Count(card =>
        card != but && card.Status is CardStatus.Active or CardStatus.Waiting && card.LastDay >= at.Date);

    private static void ReportLoss(Desk at)
    {
        if (Meant(at, ((CardTerms)at.Operation.Terms!).LastFour, card =>
            card.Status is CardStatus.Active or CardStatus.Waiting && card.LastDay >= at.Date) is not { } card) return;
        if (card.Status == CardStatus.Lost) return;
        at.Entry.CardsBefore.Add((card, card.Status, card.LastDay, CardStatus.Lost, card.LastDay));
        card.LostFrom = card.Status;
        SetCard(at, card, CardStatus.Lost);
    }

    private static void SetCard(Desk at, PlainCard card, CardStatus status)
    {
        card.Status = status;
        card.Set.Set(at.Entry, (status, card.LastDay, card.LostFrom));
    }

    private static void FindCard(Desk at)
    {
        var named = Named(at, ((CardTerms)at.Operation.Terms!).LastFour);
        var lost = named.FindAll(card => card.Status == CardStatus.Lost);
        if (named.Count == 0 || lost.Count > 1) { at.Refuse(Outcome.CardAmbiguous); return; }
        if (named.TrueForAll(card => card.Status == CardStatus.Void)) { at.Refuse(Outcome.CardVoid); return; }
        if (lost.Count == 0) { at.Refuse(Outcome.CardNotLost); return; }
        at.Entry.CardsBefore.Add((lost[0], CardStatus.Lost, lost[0].LastDay, lost[0].LostFrom, lost[0].LastDay));
        SetCard(at, lost[0], lost[0].LostFrom);
    }

    private static void ApproveCard(Desk at)
    {
        var waiting = Named(at, ((CardTerms)at.Operation.Terms!).LastFour).Where(card => card.Status == CardStatus.Waiting).ToList();
        if (waiting.Count == 0) { at.Refuse(Outcome.CardNotWaiting); return; }
        if (waiting.Count > 1) { at.Refuse(Outcome.CardAmbiguous); return; }
        var (card, before) = (waiting[0], (waiting[0].Status, waiting[0].LastDay));
        waiting[0].LastDay = PlainCalendar.LastDay(waiting[0].Type.Validity, at.Date);
        SetCard(at, waiting[0], CardStatus.Active);
        at.Entry.CardsBefore.Add((card, before.Status, before.LastDay, card.Status, card.LastDay));
    }

    /// <summary>
    /// The one card that can be meant; of several that are not void, the only one that <paramref name="counts"/>. Null: the operation is
    /// refused.
    /// </summary>
    private static PlainCard? Meant(Desk at, string lastFour, Func<PlainCard, bool> counts)
    {
        var named = Named(at, lastFour);
        var alive = named.Where(card => card.Status != CardStatus.Void).ToList();
        if (alive.Count == 1) return alive[0];
        if (alive.Count(counts) == 1) return alive.Single(counts);
        at.Refuse(alive.Count == 0 && named.Count > 0 ? Outcome.CardVoid : Outcome.CardAmbiguous);
        return null;
    }

    /// <summary>The cards that the last four name, or the one presented, or all.</summary>
    private static List<PlainCard> Named(Desk at, string lastFour) => at.Member.Cards.FindAll(card =>
        lastFour != "" ? card.LastFour == lastFour : at.Operation is not { Card: { } shown, IsIdentifier: false } || card.Id == shown);

    private void Describe(Desk at)
    {
        var terms = (MemberTerms)at.Operation.Terms!;
        if (terms.Identifiers.Any(identifier => _names.Contains(identifier.Id)
            && !at.Member.Identifiers.Values.Any(own => own.Id == identifier.Id)))
        {
            at.Refuse(Outcome.IdentifierTaken);
            return;
        }
        Note(at, [.. terms.Removed, .. terms.Identifiers.Select(one => one.Kind)], terms.Identifiers);
        Forget(at.Member, terms.Removed);
        Know(at.Member, terms.Identifiers);
        if (terms.Birthdays.Count == 0) return;
        at.Member.BirthdaysSet.Set(at.Entry, [.. terms.Birthdays]);
    }

    // To remove what is not there is nothing.
    private static void Note(Desk at, IEnumerable<IdentifierKind> kinds, IReadOnlyList<NewIdentifier> given)
    {
        foreach (var kind in kinds)
        {
            var (before, after) = (at.Member.Identifiers.GetValueOrDefault(kind), given.LastOrDefault(one => one.Kind == kind));
            if (before is null && after is null) continue;
            at.Entry.Names.Add((kind, before, after));
            if (!at.Member.Named.TryGetValue(kind, out var named)) at.Member.Named[kind] = named = new PlainLog<NewIdentifier?>(before);
            named.Set(at.Entry, after);
        }
    }

    private void SetPin(Desk at)
    {
        var terms = (PinTerms)at.Operation.Terms!;
        if (!terms.IsReset && at.Member.HasPin)
        {
            if (IsLocked(at)) { at.Refuse(Outcome.PinLocked); return; }
            if (IsWrongPin(at)) return;
        }
        EndWrongPins(at.Entry);
        at.Member.PinSet.Set(at.Entry, true);
    }

    private static void EndWrongPins(PlainEntry entry) => entry.Member.Tries.Add(entry);

    private static void Become(Desk at, AccountStatus status)
    {
        if (at.Member.Status != status) at.Member.StatusSet.Set(at.Entry, status);
    }

    private static void UnlockPin(Desk at)
    {
        if (!at.Member.HasPin) { at.Refuse(Outcome.PinNotSet); return; }
        EndWrongPins(at.Entry);
    }

    private static void Freeze(Desk at)
    {
        if (at.Member.Status == AccountStatus.Frozen) { at.Refuse(Outcome.AccountFrozen); return; }
        Become(at, AccountStatus.Frozen);
    }

    private static void Unfreeze(Desk at)
    {
        if (at.Member.Status != AccountStatus.Frozen) { at.Refuse(Outcome.AccountNotFrozen); return; }
        Become(at, AccountStatus.Active);
    }

    private void CancelAccount(Desk at)
    {
        if (at.Member.OpenHolds.Any()) { at.Refuse(Outcome.HoldsOpen); return; }
        var (owed, policy) = (at.Member.Owed, at.Rules.CancelInDebt);
        if (owed > 0 && policy == CancelInDebt.Refuse && at.Member.Status != AccountStatus.Cancelled)
            { at.Refuse(Outcome.PointsOwed, owed); return; }
        // Whoever has left before is not refused but netted.
        var worth = policy == CancelInDebt.WriteOff ? 0 : Math.Ceiling(owed * at.Rules.RedeemWorthMinor / at.Rules.RedeemBlock);
        if (IsBonusSpent(at)) return;
        PayOut(at, worth);
        foreach (var (lastDay, firstDay, amount) in at.Member.LotsOf(Asset.Points))
            at.Take(Asset.Points, amount, SystemAccount.Breakage, lastDay, firstDay);
        at.Owe(-at.Member.Owed, SystemAccount.Breakage);
        foreach (var card in at.Member.Cards.Where(card => card.Status != CardStatus.Void))
        {
            at.Entry.CardsBefore.Add((card, card.Status, card.LastDay, CardStatus.Void, card.LastDay));
            SetCard(at, card, CardStatus.Void);
        }
        VoidCards(at.Member);
        Note(at, at.Member.Identifiers.Keys, []);
        Forget(at.Member, [.. at.Member.Identifiers.Keys]);
        Become(at, AccountStatus.Cancelled);
    }

    // They name nobody from now on.
    private void Forget(PlainMember member, IEnumerable<IdentifierKind> kinds)
    {
        foreach (var kind in kinds)
            if (member.Identifiers.Remove(kind, out var freed)) _names.Remove(freed.Id);
    }

    private static void VoidCards(PlainMember member)
    {
        foreach (var card in member.Cards) card.Status = CardStatus.Void;
    }

    private void Know(PlainMember member, IEnumerable<NewIdentifier> identifiers)
    {
        foreach (var identifier in identifiers)
        {
            if (member.Identifiers.TryGetValue(identifier.Kind, out var old)) _names.Remove(old.Id);
            member.Identifiers[identifier.Kind] = identifier;
            _names.Add(identifier.Id);
        }
    }

    private void GiveCard(Desk at, NewCard card, CardType type)
    {
        at.Member.Cards.Add(new PlainCard(card.Id, card.LastFour, type, type.NeedsApproval ? CardStatus.Waiting : CardStatus.Active,
            // One that waits counts its days from its approval.
            type.NeedsApproval ? DateOnly.MaxValue : PlainCalendar.LastDay(type.Validity, at.Date)));
        _names.Add(card.Id);
    }

    private static CardType TypeOf(ProgramRules rules, string code) =>
        rules.CardTypes.FirstOrDefault(type => type.Code == code) ?? rules.CardTypes[0];
}
