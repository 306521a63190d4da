using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Model;

// Giving back and taking back.
internal sealed partial class PlainLedger
{
    private void Refund(Desk at)
    {
        if (!Entries.TryGetValue(at.Operation.Original!.Value, out var original) || !IsAnsweredBy(at.Member, original))
            { at.Refuse(Outcome.OriginalUnknown); return; }
        if (!original.IsPosted || !IsRefundable(original.Operation.Kind)) { at.Refuse(Outcome.NotRefundable); return; }
        var lines = (at.Operation.Terms as RefundTerms)?.Lines ?? [];
        if (lines.Length > 0 && original.Operation.Kind != OperationKind.Checkout) { at.Refuse(Outcome.ExceedsOriginal); return; }
        // What cost nothing can still come back when all that did cost something has, unless the purchase was reversed.
        var areFree = lines.Length > 0 && !original.IsReversed && lines.All(line => IsFree(original.Basket!, line.Line));
        if (original.IsUndone && !areFree) { at.Refuse(Outcome.ExceedsOriginal); return; }
        var before = original.Back;
        at.Entry.StoredBefore = at.Member.Stored;
        Undo(at, original, at.Operation.Asked, lines);
        if (!at.Entry.IsPosted) return;
        (at.Entry.Of, at.Entry.Difference) = (original, [.. original.Back.Zip(before, (after, was) => after - was)]);
    }

    private static bool IsAnsweredBy(PlainMember member, PlainEntry original) =>
        original.Member == member || (original.Member.Number == member.Number && !member.IsGone && !original.Member.IsGone)
        || member.Absorbed.Contains(original.Member.Number);

    private static bool IsFree(PlainBasket basket, int line) => line < basket.Due.Length && basket.Due[line] == 0;

    private static bool IsRefundable(OperationKind kind) =>
        kind is OperationKind.Debit or OperationKind.CaptureHold or OperationKind.Redeem or OperationKind.Checkout or OperationKind.Accrue
            or OperationKind.TopUp;

    private static void Undo(Desk at, PlainEntry original, decimal asked, RefundLine[] lines)
    {
        at.Undone = original;
        switch (original.Operation.Kind)
        {
            case OperationKind.Debit or OperationKind.CaptureHold or OperationKind.Redeem: UndoSpending(at, original, asked); break;
            case OperationKind.TopUp: UndoTopUp(at, original, asked); break;
            case OperationKind.Accrue when original.Basket is null: UndoPoints(at, original, asked); break;
            default: UndoBasket(at, original, asked, lines); break;
        }
        if (at.Entry.IsPosted) LoadAgain(at, original);
    }

    /// <summary>What a refund comes to.</summary>
    private sealed class Sum
    {
        public decimal Amount { get; set; }
        public decimal Stored { get; set; }
        public decimal Points { get; set; }
        public decimal Worth { get; set; }
        public decimal Rest { get; set; }
        public decimal Taken { get; set; }
        public decimal Short { get; set; }
        public decimal Netted { get; set; }
        public decimal Forfeited { get; set; }

        public string Told => Words.Refund(Amount, Stored, Points, Worth, Rest, Taken, Short, Netted, Forfeited);
    }

    private static void UndoSpending(Desk at, PlainEntry original, decimal asked)
    {
        var spent = original.Moves.Where(move => move.Amount < 0).ToList();
        var left = spent.Sum(move => move.Left);
        if (Amount(at, asked, left) is not { } amount) return;
        // A reward in bonus goes as the points come; it must be there.
        var bonus = original.Moves.Find(move => move.Amount > 0);
        var bonusBack = bonus is null ? 0 : amount == left ? bonus.Left : Math.Floor(bonus.Left * amount / left);
        if (bonus is not null && bonusBack > FreeOf(at.Member, bonus.LastDay))
            { at.Refuse(Outcome.InsufficientFunds, FreeOf(at.Member, bonus.LastDay)); return; }

        if (IsOneTooMany(at, original, amount == left)) return;
        var sum = new Sum { Amount = amount };
        if (original.Operation.Kind == OperationKind.Redeem)
        {
            sum.Worth = amount == left ? original.Figure - original.WorthBack
                : Math.Floor((original.Figure - original.WorthBack) * amount / left);
            original.WorthBack += sum.Worth;
        }
        GiveBack(at, sum, spent, Shares(amount, [.. spent.Select(move => move.Left)]));
        if (bonus is not null)
        {
            bonus.Undone += bonusBack;
            at.Take(Asset.Bonus, bonusBack, bonus.Other, bonus.LastDay);
        }
        Done(at, original, sum, amount == left);
    }

    /// <summary>Two hundred refunds of one operation are enough; all that is left is never too much.</summary>
    private static bool IsOneTooMany(Desk at, PlainEntry original, bool isWhole)
    {
        // Not even that after twice as many.
        if (original.Parts >= 400 && !at.Reverses) { at.Refuse(Outcome.ReturnsLimit, 400); return true; }
        if (original.Parts < 200 || isWhole || original.IsUndone) return false;
        at.Refuse(Outcome.ReturnsLimit, 200);
        return true;
    }

    /// <summary>What is to be undone; null: the operation is refused.</summary>
    private static decimal? Amount(Desk at, decimal asked, decimal left)
    {
        var amount = asked == 0 ? left : asked;
        // Goods that cost nothing after their discount can come back too, once.
        if (amount <= left) return amount;
        at.Refuse(Outcome.ExceedsOriginal, left);
        return null;
    }

    private static void Done(Desk at, PlainEntry original, Sum sum, bool isWhole)
    {
        original.Refunded += sum.Amount;
        original.Parts++;
        original.Short += sum.Short;
        original.Netted += sum.Netted;
        original.IsUndone |= isWhole;
        original.WasUndone |= isWhole;
        at.Entry.Facts = sum.Told;
        (at.Entry.WorthTold, at.Entry.RestTold, at.Entry.NettedTold) = (sum.Worth, sum.Rest, sum.Netted);
    }

    private static decimal FreeOf(PlainMember member, DateOnly lastDay) =>
        member.LotsOf(Asset.Bonus).Where(lot => lot.LastDay == lastDay).Sum(lot => lot.Amount) - member.HeldBonus(lastDay);

    /// <summary>Each part in proportion to what is left of it; the running sum is rounded, so that the parts add up.</summary>
    private static decimal[] Shares(decimal amount, decimal[] lefts)
    {
        var total = lefts.Sum();
        decimal UpTo(int count) => total == 0 ? 0 : Math.Floor(amount * lefts.Take(count).Sum() / total);
        return [.. lefts.Select((_, part) => UpTo(part + 1) - UpTo(part))];
    }

    /// <summary>
    /// Gives parts of what was taken back to where they came from; <paramref name="kept"/> is kept back of stored value, from the first
    /// parts first.
    /// </summary>
    private static void GiveBack(Desk at, Sum sum, List<PlainMove> moves, decimal[] amounts, decimal kept = 0)
    {
        DateOnly? extended = null;
        for (var index = 0; index < moves.Count; index++)
        {
            var (move, amount) = (moves[index], amounts[index]);
            move.Undone += amount;
            var (lastDay, firstDay) = (move.LastDay, move.FirstDay);
            var held = move.Asset == Asset.Points ? 0 : Math.Min(kept, amount);
            kept -= held;
            // What had been over when it was taken is so again.
            if (move.Asset != Asset.Principal && lastDay < at.LastDate && lastDay >= at.Undone!.Operation.BusinessDate)
            {
                if (at.Rules.Returns.ExpiredLots.Kind == ExpiredLotsKind.Forfeit
                    || at.Member.Extended.TakeLast(20).Contains(lastDay))
                {
                    sum.Forfeited += amount - held;
                    if (move.Asset == Asset.Points) sum.Points += amount;
                    else sum.Stored += amount;
                    continue;
                }
                (lastDay, firstDay) = (at.Date.AddDays(at.Rules.Returns.ExpiredLots.Days), default);
                if (amount > held) extended = lastDay;
            }
            if (move.Asset == Asset.Points)
            {
                at.GivePoints(amount, move.Other, lastDay, firstDay);
                sum.Points += amount;
            }
            else
            {
                if (amount > held && !Reopen(at)) sum.Forfeited += amount - held;
                else at.Give(move.Asset, amount - held, move.Other, lastDay);
                sum.Stored += amount;
            }
        }
        if (extended is not { } day || at.Member.Extended.TakeLast(20).Contains(day)) return;
        at.Member.Extended.Add(day);
        at.Entry.Extended = day;
    }

    /// <summary>
    /// Value comes back: cards that closed with the last of it live again. False: they are over and the program gives no more days.
    /// </summary>
    private static bool Reopen(Desk at)
    {
        if (at.Member.Status is AccountStatus.Cancelled or AccountStatus.Merged) return true;
        // A reversal leaves void what was void before.
        var closed = at.Member.Cards.FindAll(card => card.Status == CardStatus.Void && card.ClosedFrom is not null
            && !(at.Reverses && card.ClosedBy!.Number < at.Undone!.Number));
        var areOver = at.Member.Cards.TrueForAll(card => card.Status == CardStatus.Void)
            && closed.TrueForAll(card => card.Type.ForfeitsAtExpiry && card.LastDay < at.LastDate
                && !(at.Reverses && card.ClosedBy == at.Undone && card.LastDay < at.Undone!.Operation.BusinessDate));
        var policy = at.Rules.Returns.ExpiredLots;
        if (closed.Count > 0 && areOver && policy.Kind == ExpiredLotsKind.Forfeit) return false;
        foreach (var card in closed)
        {
            var (was, until) = (card.Status, card.LastDay);
            (card.Status, card.ClosedFrom) = (card.ClosedFrom!.Value, null);
            if (areOver) card.LastDay = at.Date.AddDays(policy.Days);
            at.Entry.CardsBefore.Add((card, was, until, card.Status, card.LastDay));
        }
        return true;
    }

    private static void UndoTopUp(Desk at, PlainEntry original, decimal asked)
    {
        var (left, there) = (original.Operation.Asked - original.Refunded, at.Member.FreePrincipal);
        if (Amount(at, asked, left) is not { } amount) return;
        var own = original.Moves.Find(move => move.Asset == Asset.Bonus);
        var load = own is null ? null : Known(at.Member, original);
        // What was sent away or paid out in another way is not paid back of what other top-ups brought.
        var isPlain = load is null ? own is null : !load.IsTied;
        var keeps = at.Rules.Returns.SpentBonus == SpentBonus.Keep;
        if (!keeps && load is not null) there = Math.Min(there, load.Amount);
        if (!keeps && isPlain && at.Member.Unsent is not null) there = Math.Min(there, Unsent(at.Member));
        if (amount > there) { at.Refuse(Outcome.InsufficientFunds, there); return; }
        if (IsOneTooMany(at, original, amount == left)) return;
        // None was given on a card that takes none.
        var bonus = own is null ? 0 : load is { IsSum: false } ? Math.Max(0, load.Bonus - BonusOf(original.Rules, load.Amount - amount))
            : Math.Max(0, BonusOf(original.Rules, original.Operation.Asked) - BonusOf(original.Rules, left - amount) - original.BonusDue);
        var gone = bonus - Math.Min(bonus, at.Member.LotsOf(Asset.Bonus).Sum(lot => FreeOf(at.Member, lot.LastDay)));
        var expired = Math.Min(gone, load?.Expired ?? (own is not null && own.LastDay < at.LastDate ? gone : 0));
        var spent = gone - expired;
        if (spent > 0 && at.Rules.Returns.SpentBonus == SpentBonus.Refuse) { at.Refuse(Outcome.BonusSpent, spent); return; }
        original.BonusDue += bonus;
        if (at.Rules.Returns.SpentBonus == SpentBonus.Keep) spent = 0;
        original.BonusShort += spent;
        var owed = load is { IsSum: false } ? load.Owed + spent : original.BonusShort - original.BonusNetted;
        var netted = Math.Clamp(owed, 0, amount);
        original.BonusNetted += netted;
        at.Take(Asset.Principal, netted, SystemAccount.BonusExpense);
        at.Take(Asset.Principal, amount - netted, SystemAccount.Tender);
        TakeBonus(at, bonus, own);
        if (load is not null)
        {
            if (!load.IsSum) at.Entry.LoadWas = (load.Copy(), bonus - gone);
            at.Entry.LoadBack = new PlainPart(load, amount, bonus, expired, netted - spent);
            at.Entry.LoadBack.AddTo(load, -1);
            if (at.Reverses && !load.IsSum) at.Member.Loads.Remove(load);
        }
        if (isPlain && at.Member.Unsent is not null)
        {
            Send(at.Member, amount);
            at.Entry.PaidWithoutBonus = amount;
        }
        if (original.LoadedOnce && amount == left) (at.Member.Loaded, at.Entry.UnloadedOnce) = (false, true);
        Done(at, original, new Sum { Amount = amount, Rest = amount }, amount == left);
    }

    /// <summary>As far as it is there and free: of its own lot first, then what expires first.</summary>
    private static void TakeBonus(Desk at, decimal bonus, PlainMove? own)
    {
        foreach (var (lastDay, _, _) in at.Member.LotsOf(Asset.Bonus).OrderBy(lot => lot.LastDay == own?.LastDay ? 0 : 1))
        {
            var part = Math.Min(bonus, FreeOf(at.Member, lastDay));
            at.Take(Asset.Bonus, part, SystemAccount.BonusExpense, lastDay);
            bonus -= part;
        }
    }

    private static void UndoPoints(Desk at, PlainEntry original, decimal asked)
    {
        var left = original.Moves.Sum(move => move.Amount) - original.Refunded;
        if (Amount(at, asked, left) is not { } amount) return;
        if (IsOneTooMany(at, original, amount == left)) return;
        var sum = new Sum { Amount = amount, Taken = amount };
        sum.Short = TakeBack(at, original, amount, out _);
        CountBack(at, original, 0, 0, -amount, amount == left);
        Done(at, original, sum, amount == left);
    }

    /// <summary>Takes earned points back, which are owed where the program says so; answers what is missing.</summary>
    /// <param name="lost">Of that: not owed because it had been owed before.</param>
    private static decimal TakeBack(Desk at, PlainEntry original, decimal points, out decimal lost)
    {
        var missing = TakeBack(at, original, points, SystemAccount.PointsIssued);
        // Whoever reverses makes the member owe what the points had paid off.
        var paidOff = original.Moves.Where(move => move.IsDebt && move.Amount > 0).Sum(move => move.Amount) - original.Short;
        var again = at.Reverses ? Math.Min(missing, Math.Max(0, paidOff)) : 0;
        lost = missing - again;
        at.Owe(at.Rules.Returns.SpentPoints == SpentPoints.Negative ? missing : again, SystemAccount.PointsIssued);
        return missing;
    }

    /// <summary>Takes points back, from their own lot first; answers what is missing.</summary>
    private static decimal TakeBack(Desk at, PlainEntry original, decimal points, SystemAccount to)
    {
        var own = original.Moves.Find(move => move.Amount > 0 && move.Asset == Asset.Points && !move.IsDebt);
        foreach (var (lastDay, firstDay, there) in at.Member.LotsOf(Asset.Points)
            .OrderBy(lot => own is not null && (lot.LastDay, lot.FirstDay) == (own.LastDay, own.FirstDay) ? 0 : 1))
        {
            var part = Math.Min(points, there);
            at.Take(Asset.Points, part, to, lastDay, firstDay);
            points -= part;
        }
        return points;
    }

    private static void UndoBasket(Desk at, PlainEntry original, decimal asked, RefundLine[] lines)
    {
        var basket = original.Basket!;
        var left = basket.DueLeft;
        var back = new decimal[basket.Due.Length];
        foreach (var line in lines)
        {
            var there = line.Line < back.Length ? basket.Due[line.Line] - basket.Back[line.Line] : 0;
            var isBack = IsFree(basket, line.Line) ? basket.Named.Contains(line.Line) : there == 0;
            if (isBack || line.AmountMinor > there) { at.Refuse(Outcome.ExceedsOriginal, there); return; }
            back[line.Line] = line.AmountMinor == 0 ? there : line.AmountMinor;
        }
        if (lines.Length == 0)
        {
            if (Amount(at, asked, left) is not { } whole) return;
            back = Shares(whole, [.. basket.Due.Select((due, line) => due - basket.Back[line])]);
        }

        var sum = new Sum { Amount = back.Sum() };
        var areAllBack = lines.Length == 0 || basket.Due.Length == basket.Named.Union(lines.Select(line => line.Line)).Count();
        var isWhole = !original.IsUndone && sum.Amount == left && (basket.Due.Sum() > 0 || areAllBack);
        if (IsOneTooMany(at, original, isWhole)) return;
        foreach (var line in lines) basket.Named.Add(line.Line);
        var isCheckout = original.Operation.Kind == OperationKind.Checkout;
        var ways = Shares(sum.Amount, [basket.Worth - basket.WorthBack, basket.Stored - basket.StoredBack, basket.Rest - basket.RestBack]);
        sum.Worth = ways[0];
        if (isCheckout) sum.Rest = ways[2];
        var spentPoints = original.Moves.Where(move => move.Asset == Asset.Points && move.Amount < 0).ToList();
        var spentValue = original.Moves.Where(move => move.Asset != Asset.Points && move.Amount < 0).ToList();
        // Whole points for what has come back of their worth so far; what is worth nothing comes with the last of the goods.
        var points = (isWhole ? basket.Points : basket.Worth == 0 ? 0
            : Math.Floor(basket.Points * (basket.WorthBack + ways[0]) / basket.Worth)) - spentPoints.Sum(move => move.Undone);

        // What is left earns anew.
        var values = Shares(ways[1], [.. spentValue.Select(move => move.Left)]);
        for (var line = 0; line < back.Length; line++) basket.Back[line] += back[line];
        basket.WorthBack += ways[0];
        basket.StoredBack += ways[1];
        basket.RestBack += ways[2];
        basket.BonusBack += spentValue.Zip(values).Where(part => part.First.Asset == Asset.Bonus).Sum(part => part.Second);
        var dueLeft = basket.Due.Select((due, line) => due - basket.Back[line]).ToArray();
        var paidLeft = dueLeft.Sum() - (basket.Worth - basket.WorthBack) - (
            original.Rules.BonusEarns ? 0 : basket.Bonus - basket.BonusBack);
        var buyer = new PlainEarning.Buyer(original.Operation.BusinessDate, basket.Tier, original.Operation.Store, basket.Birthdays);
        var earns = basket.CardEarns ? PlainEarning.Points(original.Rules, basket.Lines, dueLeft, paidLeft, basket.DayBefore, buyer) : 0;
        sum.Taken = Math.Max(0, basket.Earned - basket.EarnedBack - earns);
        basket.EarnedBack += sum.Taken;

        GiveBack(at, sum, spentPoints, Shares(points, [.. spentPoints.Select(move => move.Left)]));
        sum.Short = TakeBack(at, original, sum.Taken, out var lost);
        if (at.Rules.Returns.SpentPoints == SpentPoints.Net)
        {
            // At what the member got for points when they were last spent; all parts together are rounded once.
            var rate = at.Member.PointsSpentAt ?? (original.Rules.RedeemBlock, original.Rules.RedeemWorthMinor);
            var worth = Math.Ceiling((original.Short + lost) * rate.Worth / rate.Points) - original.Netted;
            sum.Netted = Math.Min(Math.Max(0, worth), sum.Rest + ways[1]);
        }
        GiveBack(at, sum, spentValue, values, Math.Max(0, sum.Netted - sum.Rest));
        CountBack(at, original, isWhole && !original.WasUndone ? -1 : 0, -sum.Amount + sum.Worth, -sum.Taken, isWhole);
        Done(at, original, sum, isWhole);
    }
}
