using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Model;

// Stored value and points, one at a time.
internal sealed partial class PlainLedger
{
    private static decimal BonusOf(ProgramRules rules, decimal topUp) =>
        rules.BonusSteps.LastOrDefault(step => step.FromMinor <= topUp)?.BonusMinor ?? 0;

    private static void TopUp(Desk at)
    {
        var (amount, bonus, room) = ((decimal)at.Operation.Asked, TypeInUse(at).TopUpBonus ? BonusOf(at.Rules, at.Operation.Asked) : 0,
            at.StoredRoom);
        if (amount + bonus > room)
        {
            if (!TypeInUse(at).TopUpBonus) { at.Refuse(Outcome.BalanceLimit, Math.Max(0, room)); return; }
            // The most that could have been asked for is just below a step, or fills the room together with some step's bonus.
            var candidates = at.Rules.BonusSteps.SelectMany(step => new[] { step.FromMinor - 1, room - step.BonusMinor }).Append(room)
                .Append(0);
            at.Refuse(Outcome.BalanceLimit, candidates.Where(most => most >= 0 && (most == 0 || most + BonusOf(at.Rules, most) <= room))
                .Max());
            return;
        }
        at.Entry.LoadsKnown = at.Member.Loads.ConvertAll(load => (load, load.Copy()));
        EndLoads(at);
        if (bonus == 0) at.Member.Unsent += amount;
        if (!TypeInUse(at).Reload) at.Member.Loaded = at.Entry.LoadedOnce = true;
        at.Give(Asset.Principal, amount, SystemAccount.Tender);
        if (bonus > 0)
        {
            var isFull = at.Member.Loads.Count == LoadsKnown;
            var load = new PlainLoad(at.Entry, amount, bonus, PlainCalendar.LastDay(at.Rules.BonusValidity, at.Date));
            Know(at.Member, [load], [.. at.Member.Loads]);
            if (isFull) at.Entry.LoadsSum = at.Member.Loads[^1].Copy();
        }
        at.Give(Asset.Bonus, bonus, SystemAccount.BonusExpense, PlainCalendar.LastDay(at.Rules.BonusValidity, at.Date));
    }

    private static void Debit(Desk at)
    {
        var there = at.Member.FreeStored(at.Date);
        var amount = at.Operation.AllowPartial ? Math.Min(there, at.Operation.Asked) : at.Operation.Asked;
        if (there == 0 || amount > there) { at.Refuse(Outcome.InsufficientFunds, there); return; }
        if (amount < at.Operation.Asked) at.Entry.Outcome = Outcome.PostedInPart;
        at.TakeStored(amount, SystemAccount.Sales);
        CloseAtZero(at);
    }

    private static void CloseAtZero(Desk at)
    {
        if (at.Member.Stored != 0) return;
        Close(at, at.Member.Cards.Where(card => card.Type.ClosesAtZero));
    }

    // They live again when a return brings value back.
    private static void Close(Desk at, IEnumerable<PlainCard> cards)
    {
        foreach (var card in cards.Where(card => card.Status != CardStatus.Void))
            (card.ClosedFrom, card.Status, card.ClosedBy) = (card.Status, CardStatus.Void, at.Entry);
    }

    private static void CashOut(Desk at)
    {
        if (at.Member.OpenHolds.Any()) { at.Refuse(Outcome.HoldsOpen); return; }
        if (at.Member.Stored == 0) { at.Refuse(Outcome.InsufficientFunds); return; }
        var (owed, policy) = (at.Member.Owed, at.Rules.CancelInDebt);
        if (owed > 0 && at.Member.Principal > 0 && policy == CancelInDebt.Refuse && at.Member.Status != AccountStatus.Cancelled)
            { at.Refuse(Outcome.PointsOwed, owed); return; }
        if (IsBonusSpent(at)) return;
        // As many as the money covers.
        var (block, worth) = (at.Rules.RedeemBlock, at.Rules.RedeemWorthMinor);
        var paidOff = policy == CancelInDebt.WriteOff || worth == 0 ? 0
            : Math.Min(owed, Math.Floor((at.Member.Principal - SpentBonusOf(at)) * block / worth));
        PayOut(at, Math.Ceiling(paidOff * worth / block));
        at.Owe(-paidOff, SystemAccount.Breakage);
        CloseAtZero(at);
    }

    private static void PayOut(Desk at, decimal debt = 0)
    {
        var spent = PayOutLoads(at);
        var kept = (long)Math.Min(debt, at.Member.Principal - spent);
        if (at.Member.Principal > spent + kept) at.Entry.Facts = Words.PayOut(at.Member.Principal - spent - kept);
        at.Take(Asset.Principal, spent, SystemAccount.BonusExpense);
        at.Take(Asset.Principal, kept, SystemAccount.Breakage);
        at.Take(Asset.Principal, at.Member.Principal, SystemAccount.CashOut);
        foreach (var (lastDay, _, amount) in at.Member.LotsOf(Asset.Bonus)) at.Take(Asset.Bonus, amount, SystemAccount.Breakage, lastDay);
    }

    private static void Redeem(Desk at)
    {
        var (operation, rules) = (at.Operation, at.Rules);
        var reward = rules.Rewards.FirstOrDefault(one => one.Code == operation.Note);
        if (operation.Note is not null && reward is null) { at.Refuse(Outcome.RewardUnknown); return; }
        decimal points = operation.Asked > 0 ? operation.Asked : reward!.Points;
        decimal block = reward is null ? rules.RedeemBlock : reward.StepPoints > 0 ? reward.StepPoints : reward.Points;
        var beyond = reward is { StepPoints: > 0 } ? points - reward.Points : points;
        if (beyond < 0 || beyond % block != 0) { at.Refuse(Outcome.NotAMultiple, block); return; }
        var worth = WorthOf(rules, reward, points);
        if (points > at.Member.UsablePoints(at.Date)) { at.Refuse(Outcome.InsufficientPoints, at.Member.UsablePoints(at.Date)); return; }
        var bonus = reward is { Form: RewardForm.Bonus } ? worth : 0;
        if (bonus > at.StoredRoom) { at.Refuse(Outcome.BalanceLimit, Math.Max(0, at.StoredRoom)); return; }

        at.Entry.Figure = worth;
        if (worth > 0) SpendAt(at, points, worth);
        at.TakeUsable(Asset.Points, points, SystemAccount.PointsRedeemed);
        at.Give(Asset.Bonus, bonus, SystemAccount.BonusExpense, PlainCalendar.LastDay(rules.BonusValidity, at.Date));
    }

    private static void SpendAt(Desk at, decimal points, decimal worth)
    {
        if (!IsSameWorth(at.Member.PointsSpentAt, (points, worth))) at.Entry.SpentBefore = (at.Member.PointsSpentAt, (points, worth));
        at.Member.PointsSpentAt = (points, worth);
    }

    private static bool IsSameWorth((decimal Points, decimal Worth)? one, (decimal Points, decimal Worth) other) =>
        one is { } rate && rate.Worth * other.Points == other.Worth * rate.Points;

    private static decimal WorthOf(ProgramRules rules, Reward? reward, decimal points)
    {
        if (reward is null) return Worth(rules, points);
        if (points == 0) points = reward.Points;
        return reward.StepPoints == 0
            ? Math.Truncate(points / reward.Points) * reward.WorthMinor
            : reward.WorthMinor + Math.Truncate((points - reward.Points) / reward.StepPoints) * reward.StepWorthMinor;
    }

    private static void Adjust(Desk at)
    {
        var (asset, amount) = (at.Operation.Asset, (decimal)at.Operation.Asked);
        var there = asset switch
        {
            Asset.Points => at.Member.UsablePoints(at.Date),
            Asset.Bonus => at.Member.FreeBonus(at.Date),
            _ => at.Member.FreePrincipal,
        };
        if (-amount > there) { at.Refuse(asset == Asset.Points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds, there); return; }
        var room = Math.Max(0, asset == Asset.Points ? at.PointsRoom : at.StoredRoom);
        if (amount > room) { at.Refuse(Outcome.BalanceLimit, room); return; }

        if (amount < 0 && asset == Asset.Principal) at.Take(asset, -amount, SystemAccount.Adjustment);
        else if (amount < 0) at.TakeUsable(asset, -amount, SystemAccount.Adjustment);
        else if (asset == Asset.Points)
            at.GivePoints(amount, SystemAccount.Adjustment, PlainCalendar.LastDay(at.Rules.PointsValidity, at.Date));
        else at.Give(asset, amount, SystemAccount.Adjustment, asset == Asset.Bonus ? PlainCalendar.LastDay(at.Rules.BonusValidity, at.Date)
            : default);
    }

    private static void Expire(Desk at)
    {
        foreach (var asset in new[] { Asset.Points, Asset.Bonus })
            foreach (var (lastDay, firstDay, amount) in at.Member.LotsOf(asset).Where(lot => lot.LastDay < at.Date))
            {
                var gone = asset == Asset.Bonus ? amount - at.Member.HeldBonus(lastDay) : amount;
                at.Take(asset, gone, SystemAccount.Breakage, lastDay, firstDay);
                if (asset == Asset.Bonus) NoteExpired(at.Member, lastDay, gone);
            }
        // What is left on gift cards past theirs goes when no other card can still reach it.
        var cards = at.Member.Cards.Where(card => card.Status != CardStatus.Void).ToList();
        if (cards.Count == 0 || !cards.All(card => card.Type.ForfeitsAtExpiry && card.LastDay < at.Date)) return;
        at.Take(Asset.Principal, at.Member.FreePrincipal, SystemAccount.Breakage);
        if (!at.Member.OpenHolds.Any()) Close(at, cards);
        foreach (var (lastDay, _, amount) in at.Member.LotsOf(Asset.Bonus))
        {
            NoteExpired(at.Member, lastDay, amount - at.Member.HeldBonus(lastDay));
            at.Take(Asset.Bonus, amount - at.Member.HeldBonus(lastDay), SystemAccount.Breakage, lastDay);
        }
    }

    private static void NoteExpired(PlainMember member, DateOnly lastDay, decimal amount)
    {
        foreach (var load in member.Loads.Where(load => load.LastDay == lastDay || (load.IsSum && load.LastDay > lastDay)))
        {
            var part = Math.Min(amount, Math.Max(0, load.Bonus - load.Expired));
            load.Expired += part;
            amount -= part;
        }
    }
}
