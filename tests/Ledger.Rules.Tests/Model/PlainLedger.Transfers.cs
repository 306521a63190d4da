using Ledger.Rules.Asked;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Tests.Model;

// Between two members: gone, in transit, arrived or come back.
internal sealed partial class PlainLedger
{
    private void Transfer(Desk at)
    {
        var (operation, member) = (at.Operation, at.Member);
        var to = ((OtherAccountTerms)operation.Terms!).Account;
        var points = operation.Asset == Asset.Points;
        if (to == operation.Account || !(points ? at.Rules.PointsTransferable : at.Rules.ValueTransferable))
            { at.Refuse(Outcome.TransferNotAllowed); return; }
        if (IsSeenToFail(at, to)) return;
        var there = points ? member.UsablePoints(at.Date) : Sendable(at);
        if (operation.Asked > there) { at.Refuse(points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds, there); return; }
        if (!points) Send(member, operation.Asked);
        if (points) at.TakeUsable(Asset.Points, operation.Asked, SystemAccount.InTransit);
        else at.Take(Asset.Principal, operation.Asked, SystemAccount.InTransit);
    }

    private void Merge(Desk at)
    {
        var (operation, member) = (at.Operation, at.Member);
        var into = ((OtherAccountTerms)operation.Terms!).Account;
        var before = member.Status;
        if (into == operation.Account || (before == AccountStatus.Merged && into != member.MergedInto))
            { at.Refuse(Outcome.TransferNotAllowed); return; }
        if (IsSeenToFail(at, into)) return;
        if (member.OpenHolds.Any()) { at.Refuse(Outcome.HoldsOpen); return; }
        if (member.Owed > 0) { at.Refuse(Outcome.InsufficientPoints); return; }
        var goesAlong = before != AccountStatus.Merged || member.Loads.Count > 0;
        if (member.Unsent is not null && goesAlong) at.Entry.UnsentBrought = Unsent(member);
        member.Unsent = null;
        at.Take(Asset.Principal, member.Principal, SystemAccount.InTransit);
        foreach (var asset in new[] { Asset.Points, Asset.Bonus })
            foreach (var (lastDay, firstDay, amount) in member.LotsOf(asset))
                at.Take(asset, amount, SystemAccount.InTransit, lastDay, firstDay);
        if (before != AccountStatus.Merged)
        {
            at.Entry.Luggage = new PlainLuggage(
                [member.Number, .. member.Absorbed], [.. member.Counts], TierOf(member),
                [.. member.Identifiers.Values], [.. member.Extended.TakeLast(20)]);
            Forget(member, [.. member.Identifiers.Keys]);
        }
        at.Entry.Loads = [.. member.Loads];
        member.Loads.Clear();
        Become(at, AccountStatus.Merged);
        member.MergedInto = into;
        at.Entry.Ended = before != AccountStatus.Merged;
        at.Entry.Voided = [.. member.Cards.Where(card => card.Status != CardStatus.Void).Select(card => (card, card.Status))];
        VoidCards(member);
    }

    /// <summary>Whoever looks at the other account knows that it takes in nothing, whatever is sent.</summary>
    private bool IsSeenToFail(Desk at, long other)
    {
        if (at.IsBlind || !Members.TryGetValue(other, out var there)) return false;
        if (there.Program != at.Operation.Program) at.Refuse(Outcome.OtherProgram);
        else if (there.Status == AccountStatus.Cancelled) at.Refuse(Outcome.AccountCancelled);
        else if (there.Status == AccountStatus.Merged) at.Refuse(Outcome.AccountMerged, there.MergedInto);
        else if (at.Operation.Kind == OperationKind.Transfer
            && there.Cards.LastOrDefault(card => card.Status != CardStatus.Void) is { Type.TransfersIn: false })
            at.Refuse(Outcome.NotCapable);
        else return false;
        return true;
    }

    private void Arrive(Desk at)
    {
        if (Entries.GetValueOrDefault(at.Operation.Original!.Value) is not { IsPosted: true } sent)
            { at.Refuse(Outcome.OriginalUnknown); return; }
        var points = sent.Moves.Where(move => move.Asset == Asset.Points).Sum(move => -move.Amount);
        var stored = sent.Moves.Where(move => move.Asset != Asset.Points).Sum(move => -move.Amount);
        if (points > at.PointsRoom) { at.Refuse(Outcome.BalanceLimit, at.PointsRoom); return; }
        if (stored > Math.Max(0, at.StoredRoom)) { at.Refuse(Outcome.BalanceLimit, Math.Max(0, at.StoredRoom)); return; }
        GiveAgain(at, sent);
        if (sent.Luggage is not { } luggage) return;
        var member = at.Member;
        member.Absorbed.AddRange(luggage.Accounts);
        member.Counts.AddRange(luggage.Counts);
        TakeIdentifiers(at, luggage, isNew: true);
        var known = member.Extended.TakeLast(20).ToList();
        member.Extended.InsertRange(0, luggage.Extended.Where(day => !known.Contains(day)));
        if (at.Rules.Tiers.Length == 0) return;
        var (own, brought) = (IndexOf(at.Rules, member.Tier), IndexOf(at.Rules, luggage.Tier.Tier));
        if (brought == 0 || brought < own || (brought == own && luggage.Tier.Until <= member.TierUntil)) return;
        var (floor, grant) = (member.TierFloor ?? (member.Tier, member.TierUntil, member.TierSince), member.NextGrant);
        (member.Tier, member.TierUntil, member.NextGrant, member.TierSince, _, member.TierFloor, member.TierByHand) = luggage.Tier;
        (member.TierBy, member.IsTierNew) = (at.Entry, false);
        if (grant < member.NextGrant) member.NextGrant = grant;
        if (member.TierFloor is { } theirs && IndexOf(at.Rules, theirs.Tier) <= IndexOf(at.Rules, floor.Tier)) member.TierFloor = floor;
    }

    // Of the kinds the member has none of, as far as nobody else has them by now.
    private void TakeIdentifiers(Desk at, PlainLuggage luggage, bool isNew)
    {
        var taken = luggage.Identifiers.Where(one => !at.Member.Identifiers.ContainsKey(one.Kind) && !_names.Contains(one.Id)).ToList();
        if (isNew) Note(at, taken.Select(one => one.Kind), taken);
        Know(at.Member, taken);
    }

    private void ComeBack(Desk at)
    {
        var sent = Entries[at.Operation.Original!.Value];
        GiveAgain(at, sent);
        if (!sent.Ended) return;
        Become(at, AccountStatus.Active);
        at.Member.MergedInto = 0;
        foreach (var (card, status) in sent.Voided) card.Status = status;
        TakeIdentifiers(at, sent.Luggage!, isNew: false);
    }

    /// <summary>A transfer is reversed behind its other side's answer alone.</summary>
    private bool IsUnanswered(Operation operation) =>
        Entries.TryGetValue(operation.Original!.Value, out var sent)
        && sent is { IsPosted: true, IsUndone: false, Operation.Kind: OperationKind.Transfer }
        && sent.Member == Members.GetValueOrDefault(operation.Account)
        && sent.Member.Status is AccountStatus.Active or AccountStatus.Frozen
        && !IsBack(sent) && !Entries.ContainsKey(DerivedKeys.TakeBackOf(sent.Operation.Key));

    private bool IsBack(PlainEntry sent) => Entries.Values.Any(entry =>
        entry is { IsPosted: true, Operation.Kind: OperationKind.ComeBack } && entry.Operation.Original == sent.Operation.Key);

    // As much as is left where it arrived, lot by lot.
    private void TakeBack(Desk at)
    {
        var arrival = Entries.Values.FirstOrDefault(entry => entry is { IsPosted: true, Operation.Kind: OperationKind.Arrive }
            && entry.Operation.Original == at.Operation.Original && IsAnsweredBy(at.Member, entry));
        if (arrival is null) { at.Refuse(Outcome.OriginalUnknown); return; }
        var isPoints = arrival.Moves[0].Asset == Asset.Points;
        var taken = 0m;
        foreach (var move in arrival.Moves.Where(move => !move.IsDebt))
        {
            var there = !isPoints ? Sendable(at)
                : at.Member.LotsOf(Asset.Points).Where(lot => (lot.LastDay, lot.FirstDay) == (move.LastDay, move.FirstDay))
                    .Sum(lot => lot.Amount);
            var part = Math.Min(move.Amount, there);
            if (!isPoints && part > 0) Send(at.Member, part);
            at.Take(move.Asset, part, SystemAccount.InTransit, move.LastDay, move.FirstDay);
            taken += part;
        }
        if (taken == 0) at.Refuse(isPoints ? Outcome.InsufficientPoints : Outcome.InsufficientFunds);
        else if (taken < at.Operation.Asked) at.Entry.Outcome = Outcome.PostedInPart;
    }

    private void UndoTransfer(Desk at, PlainEntry sent)
    {
        if (IsBack(sent)) { at.Entry.Outcome = Outcome.PostedBefore; return; }
        if (at.Member.Status is AccountStatus.Cancelled or AccountStatus.Merged) { at.Refuse(Outcome.NotReversible); return; }
        var taken = Entries[DerivedKeys.TakeBackOf(sent.Operation.Key)];
        if (!taken.IsPosted)
            { at.Refuse(sent.Operation.Asset == Asset.Points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds); return; }
        at.Entry.Outcome = taken.Outcome;
        at.Entry.Facts = new Sum { Amount = -taken.Moves.Sum(move => move.Amount) }.Told;
    }

    private static void GiveAgain(Desk at, PlainEntry sent)
    {
        var principal = sent.Moves.Where(move => move.Asset == Asset.Principal).Sum(move => -move.Amount);
        if ((principal > 0 || sent.Luggage is not null) && (at.Member.Unsent ?? sent.UnsentBrought) is not null)
            at.Member.Unsent = Unsent(at.Member)
                + (sent.UnsentBrought ?? Math.Max(0, principal - sent.Loads.Sum(load => load.There)));
        if (principal > 0 && at.Operation.Kind == OperationKind.Arrive) EndLoads(at);
        foreach (var load in sent.Loads) load.Number = -1;
        Know(at.Member, [.. at.Member.Loads], sent.Loads);
        foreach (var move in sent.Moves)
            if (move.Asset == Asset.Points) at.GivePoints(-move.Amount, SystemAccount.InTransit, move.LastDay, move.FirstDay);
            else at.Give(move.Asset, -move.Amount, SystemAccount.InTransit, move.LastDay, move.FirstDay);
    }
}
