using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Model;

// What is known of top-ups that brought bonus, and of what came without.
internal sealed partial class PlainLedger
{
    private const int LoadsKnown = 20;

    /// <summary>Principal comes: of an account that has none left all that was loaded is spent.</summary>
    private static void EndLoads(Desk at)
    {
        if (at.Member.Principal != 0) return;
        foreach (var load in at.Member.Loads.Where(load => load.There > 0)) (load.Spent, load.SpentBy) = (load.Amount, at.Entry);
    }

    /// <summary>Newer ones before older ones, and one that stands for all that are too many.</summary>
    private static void Know(PlainMember member, IEnumerable<PlainLoad> newer, IEnumerable<PlainLoad> older)
    {
        List<PlainLoad> all = [.. newer, .. older];
        List<PlainLoad> single = all.FindAll(load => !load.IsSum), sums = all.FindAll(load => load.IsSum);
        var room = sums.Count > 0 || single.Count > LoadsKnown ? LoadsKnown - 1 : LoadsKnown;
        var tooMany = single.Skip(room).Concat(sums).ToList();
        member.Loads.Clear();
        member.Loads.AddRange(single.Take(room));
        if (tooMany.Count > 0) member.Loads.Add(tooMany.Count == 1 ? tooMany[0] : PlainLoad.SumOf(tooMany));
    }

    private static PlainLoad? Known(PlainMember member, PlainEntry topUp) =>
        member.Loads.Find(load => load.TopUp == topUp) ?? member.Loads.Find(load => load.IsSum);

    /// <summary>The principal that is of top-ups whose bonus is there or was spent, the newest first.</summary>
    private static decimal TiedOf(PlainMember member)
    {
        var (left, tied) = (member.Principal, 0m);
        foreach (var load in member.Loads)
        {
            var there = Math.Min(left, load.There);
            left -= there;
            if (load.IsTied) tied += there;
        }
        return tied;
    }

    private static decimal Sendable(Desk at)
    {
        if (at.Rules.Returns.SpentBonus == SpentBonus.Keep) return at.Member.FreePrincipal;
        var kept = Math.Max(TiedOf(at.Member), SpentBonusOf(at));
        return Math.Min(at.Member.FreePrincipal, Math.Max(0, at.Member.Principal - kept));
    }

    private static decimal Unsent(PlainMember member) => Math.Max(member.Unsent ?? 0, member.Principal - TiedOf(member));

    private static void Send(PlainMember member, decimal amount) => member.Unsent = Math.Max(0, Unsent(member) - amount);

    /// <summary>Bonus that is spent although the top-ups it came with are paid out again, the newest first.</summary>
    private static decimal SpentBonusOf(Desk at) => PaidOut(at, at.Member.Loads.ConvertAll(load => load.Copy()));

    // Changes the loads into what is left of them when all is paid out; answers what is kept back.
    private static decimal PaidOut(Desk at, List<PlainLoad> loads)
    {
        decimal principal = at.Member.Principal, bonus = at.Member.Bonus, spent = 0;
        var newest = loads.Find(load => load.There > 0);
        foreach (var load in loads)
        {
            var back = Math.Min(principal, load.There);
            if (back == 0) continue;
            principal -= back;
            var goes = load.IsSum ? load.Bonus : Math.Max(0, load.Bonus - BonusOf(at.Rules, load.Amount - back));
            var isThere = Math.Min(bonus, goes);
            var expired = Math.Min(load.Expired, goes - isThere);
            bonus -= isThere;
            spent += load.Owed + goes - isThere - expired;
            load.Amount -= back;
            load.Bonus -= goes;
            load.Expired = Math.Min(load.Expired - expired, load.Bonus);
            load.Owed = 0;
        }
        if (at.Rules.Returns.SpentBonus == SpentBonus.Keep) spent = 0;
        var kept = Math.Min(spent, at.Member.Principal);
        if (newest is not null && at.Member.Principal > 0) newest.Owed = spent - kept;
        foreach (var load in loads.Where(load => load.Bonus > load.Expired))
        {
            var unspent = Math.Min(bonus, load.Bonus - load.Expired);
            load.Expired += unspent;
            bonus -= unspent;
        }
        return kept;
    }

    private static bool IsBonusSpent(Desk at)
    {
        if (at.Rules.Returns.SpentBonus != SpentBonus.Refuse || SpentBonusOf(at) is not (> 0 and var spent)) return false;
        at.Refuse(Outcome.BonusSpent, spent);
        return true;
    }

    /// <summary>All is paid out, less what is kept back; answers how much of it is for bonus.</summary>
    private static decimal PayOutLoads(Desk at)
    {
        var member = at.Member;
        var before = member.Loads.ConvertAll(load => load.Copy());
        var spent = PaidOut(at, member.Loads);
        at.Entry.LoadsPaid = [.. member.Loads.Zip(before, (load, was) => new PlainPart(
            load, was.Amount - load.Amount, was.Bonus - load.Bonus, was.Expired - load.Expired, was.Owed - load.Owed))];
        at.Entry.PaidWithoutBonus = member.Principal - at.Entry.LoadsPaid.Sum(part => part.Amount);
        member.Unsent = Math.Max(0, (member.Unsent ?? 0) - at.Entry.PaidWithoutBonus.Value);
        return spent;
    }

    /// <summary>Bonus that does not come back with the reversal of a refund, because the top-up is smaller by now.</summary>
    private static decimal BonusTooMuch(Desk at, PlainEntry refund)
    {
        if (refund.LoadWas is not { } was || refund.LoadBack is not { } part || at.Rules.Returns.SpentBonus == SpentBonus.Keep) return 0;
        if (at.Member.Loads.Find(one => one == part.Load) is not { } load) return was.Taken;
        var amount = load.Amount + part.Amount;
        if (amount >= was.Load.Amount) return 0;
        return Math.Min(was.Taken, Math.Max(0, load.Bonus + part.Bonus - BonusOf(at.Rules, amount)));
    }

    /// <summary>Of principal that comes back, what was spent of top-ups with bonus is known to be there again.</summary>
    private static void LoadAgain(Desk at, PlainEntry original)
    {
        var given = at.Entry.Moves.Where(move => move.Asset == Asset.Principal && move.Amount > 0).Sum(move => move.Amount);
        foreach (var load in Enumerable.Reverse(at.Member.Loads).Where(one => one.Spent > 0 && MaySpend(at.Member, original, one)))
        {
            var part = new PlainPart(load, Spent: -Math.Min(given, load.Spent));
            if (part.Spent == 0) continue;
            at.Entry.LoadsPaid.Add(part);
            part.AddTo(load, 1);
            given += part.Spent;
        }
    }

    private static bool MaySpend(PlainMember member, PlainEntry original, PlainLoad load)
    {
        var (by, of) = (load.SpentBy!.Member.Number, original.Member.Number);
        if (by == of) return original.Number > load.Number && original.Number < load.SpentBy.Number;
        return by == member.Number || of != member.Number;
    }

    // To the sum, where it has been added up since.
    private static void Change(PlainMember member, PlainPart part, int times)
    {
        var load = member.Loads.Find(one => one == part.Load) ?? member.Loads.Find(one => one.IsSum);
        if (load is not null) part.AddTo(load, times);
    }

    /// <summary>A top-up that is reversed has spent nothing and added nothing up.</summary>
    private static void PutLoadsBack(PlainMember member, PlainEntry topUp)
    {
        var known = topUp.LoadsKnown;
        if (known.Count == 0) return;
        if (topUp.LoadsSum is { } sum && member.Loads.Count == LoadsKnown - 1 && member.Loads[^1].IsSum && member.Loads[^1].IsLike(sum))
        {
            member.Loads.RemoveAt(LoadsKnown - 2);
            member.Loads.AddRange(known.TakeLast(2).Select(one => one.Load));
        }
        foreach (var (load, was) in known.Where(one => one.Load.SpentBy == topUp && member.Loads.Contains(one.Load)))
            (load.Spent, load.SpentBy) = (Math.Min(was.Spent, load.Amount), was.SpentBy);
    }
}
