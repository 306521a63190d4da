using Ledger.Rules.Asked;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Tests.Model;

// Between two members: gone, in transit, arrived or come back.
internal sealed partial class PlainLedger
{
    private static void Transfer(Desk at)
    {
        var (operation, member) = (at.Operation, at.Member);
        var to = ((OtherAccountTerms)operation.Terms!).Account;
        var points = operation.Asset == Asset.Points;
        if (to == operation.Account || !(points ? at.Rules.PointsTransferable : at.Rules.ValueTransferable))
            { at.Refuse(Outcome.TransferNotAllowed); return; }
        var there = points ? member.UsablePoints(at.Date) : Math.Max(0, member.FreePrincipal - SpentBonusOf(at));
        if (operation.Asked > there) { at.Refuse(points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds, there); return; }
        if (points) at.TakeUsable(Asset.Points, operation.Asked, SystemAccount.InTransit);
        else at.Take(Asset.Principal, operation.Asked, SystemAccount.InTransit);
    }

    private static void Merge(Desk at)
    {
        var (operation, member) = (at.Operation, at.Member);
        var into = ((OtherAccountTerms)operation.Terms!).Account;
        var before = member.Status;
        if (into == operation.Account || (before == AccountStatus.Merged && into != member.MergedInto))
            { at.Refuse(Outcome.TransferNotAllowed); return; }
        if (member.OpenHolds.Any()) { at.Refuse(Outcome.HoldsOpen); return; }
        if (member.Owed > 0) { at.Refuse(Outcome.InsufficientPoints); return; }
        at.Take(Asset.Principal, member.Principal, SystemAccount.InTransit);
        foreach (var asset in new[] { Asset.Points, Asset.Bonus })
            foreach (var (lastDay, firstDay, amount) in member.LotsOf(asset))
                at.Take(asset, amount, SystemAccount.InTransit, lastDay, firstDay);
        at.Entry.Loads = [.. member.Loads];
        member.Loads.Clear();
        Become(at, AccountStatus.Merged);
        member.MergedInto = into;
        at.Entry.Ended = before != AccountStatus.Merged;
        at.Entry.Voided = [.. member.Cards.Where(card => card.Status != CardStatus.Void).Select(card => (card, card.Status))];
        VoidCards(member);
    }

    private void Arrive(Desk at)
    {
        var sent = Entries[at.Operation.Original!.Value];
        var points = sent.Moves.Where(move => move.Asset == Asset.Points).Sum(move => -move.Amount);
        var stored = sent.Moves.Where(move => move.Asset != Asset.Points).Sum(move => -move.Amount);
        if (points > at.PointsRoom) { at.Refuse(Outcome.BalanceLimit, at.PointsRoom); return; }
        if (stored > Math.Max(0, at.StoredRoom)) { at.Refuse(Outcome.BalanceLimit, Math.Max(0, at.StoredRoom)); return; }
        GiveAgain(at, sent);
    }

    private void ComeBack(Desk at)
    {
        var sent = Entries[at.Operation.Original!.Value];
        GiveAgain(at, sent);
        if (!sent.Ended) return;
        Become(at, AccountStatus.Active);
        at.Member.MergedInto = 0;
        foreach (var (card, status) in sent.Voided) card.Status = status;
    }

    private static void GiveAgain(Desk at, PlainEntry sent)
    {
        Remember(at.Member, at.Member.Loads, sent.Loads);
        foreach (var move in sent.Moves)
            if (move.Asset == Asset.Points) at.GivePoints(-move.Amount, SystemAccount.InTransit, move.LastDay, move.FirstDay);
            else at.Give(move.Asset, -move.Amount, SystemAccount.InTransit, move.LastDay, move.FirstDay);
    }
}
