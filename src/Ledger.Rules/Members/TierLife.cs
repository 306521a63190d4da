using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>How a member's tier moves: up with purchases, back with their return, and as a person says.</summary>
internal static class TierLife
{
    /// <summary>
    /// What a purchase changes: notes in the transaction's detail that it counts, the tier it reaches (in force from the next one on), and
    /// where the member stands after it. Does nothing where the program counts nothing.
    /// </summary>
    public static void Count(ref Transaction transaction, int purchases, long spendMinor, long points)
    {
        var (state, rules, date) = (transaction.Case.State, transaction.Case.Rules, transaction.Case.Date);
        if (!rules.CountsActivity) return;

        var detail = (transaction.Detail ?? new RowDetail()) with { Activity = new ActivityFacts(date, purchases, spendMinor, points) };
        if (rules.Tiers.Length > 0)
        {
            var (member, added) = (state.Membership, new ActivitySum(purchases, spendMinor, points));
            var held = TierReach.IndexOf(rules, member.Tier);
            var reached = member.TierByHand ? held
                : TierReach.Highest(rules, held + 1, rules.Tiers.Length - 1, state.Activity, added, date) ?? held;
            detail = detail with { Standing = TierStanding.In(rules, reached, member.TierByHand, state.Activity, added, date) };
            if (reached > held)
                detail = detail with
                {
                    Tier = FactsOf(rules, reached, date, member.NextGrantOn) with
                    {
                        Floor = member.TierFloor ?? new TierFloor(member.Tier, member.TierUntil, member.TierSince),
                    },
                    Was = (detail.Was ?? new WasFacts()) with { Tier = member.TierNow },
                };
        }
        transaction.Detail = detail;
    }

    /// <summary>
    /// What a return says beside <paramref name="detail"/>: the tier that what was bought still reaches, and where the member stands. Where
    /// the purchase comes back that had reached the tier, and what is left reaches none above the one before, that is exactly as it was.
    /// </summary>
    /// <param name="original">The first row of what comes back.</param>
    public static RowDetail AfterReturn(in Case asked, in JournalRow original, RowDetail detail)
    {
        var (member, rules, date) = (asked.State.Membership, asked.Rules, asked.Date);
        if (detail.Activity is not { } counted || rules.Tiers.Length == 0) return detail;
        var left = (asked.State.Activity ?? Activity.None).With(counted);
        var tier = IsMoved(asked, original) ? FactsAfterReturn(asked, original, left, detail.Refund!.IsWhole) : null;
        // What had raised it comes back when another row has moved it since.
        if (original.Account == asked.State.Account && original.Seq != member.TierBySeq && original.Detail?.Was?.Tier is not null
            && detail.Refund!.IsWhole && IsTaken(asked)) detail = Overtaken(asked, original, detail);
        var index = TierReach.IndexOf(rules, tier?.Tier ?? member.Tier);
        detail = detail with { Standing = TierStanding.In(rules, index, member.TierByHand, left, default, date) };
        return tier is null ? detail : detail with { Tier = tier, Was = (detail.Was ?? new WasFacts()) with { Tier = member.TierNow } };
    }

    /// <summary>
    /// The first tier of an account that is opened, or the one it was opened in; null: nothing to note, it starts where all do.
    /// </summary>
    public static RowDetail? OfNewAccount(AccountState state, ProgramRules rules, string code, DateOnly date)
    {
        var starts = rules.Tiers.Length > 0 && (code.Length > 0 || rules.Tiers[0].MonthlyBonusMinor > 0);
        return starts ? MovedTo(state, rules, TierReach.IndexOf(rules, code), date, byHand: code.Length > 0) : null;
    }

    /// <summary>The tier an account holds; null: none that it was ever put into.</summary>
    public static TierFacts? HeldBy(Membership membership) =>
        membership.Tier.Length == 0 ? null : membership.TierNow with { BySeq = 0 };

    /// <summary>
    /// The tier of an account that another one has been merged into, where that one's was higher, or the same for longer; null: the own one
    /// stays. A monthly bonus that is due on either side stays due. When purchases come back that had reached it, it falls to the higher of
    /// what both would have without them.
    /// </summary>
    public static TierFacts? HigherOf(ProgramRules rules, Membership own, TierFacts? merged)
    {
        if (merged is null || rules.Tiers.Length == 0) return null;
        var (held, brought) = (TierReach.IndexOf(rules, own.Tier), TierReach.IndexOf(rules, merged.Tier));
        if (brought < held || brought == 0 || (brought == held && merged.Until <= own.TierUntil)) return null;
        if (own.NextGrantOn < merged.NextGrantOn) merged = merged with { NextGrantOn = own.NextGrantOn };
        if (merged.Floor is null) return merged;
        var floor = own.TierFloor ?? new TierFloor(own.Tier, own.TierUntil, own.TierSince);
        return TierReach.IndexOf(rules, merged.Floor.Tier) > TierReach.IndexOf(rules, floor.Tier) ? merged : merged with { Floor = floor };
    }

    public static bool Has(ProgramRules rules, string? code)
    {
        foreach (var tier in rules.Tiers)
            if (tier.Code == code) return true;
        return false;
    }

    /// <summary>What the row says that moves an account into a tier, as long as the program keeps it.</summary>
    /// <param name="byHand">A person gives it, and the program lets it hold.</param>
    public static RowDetail MovedTo(AccountState state, ProgramRules rules, int tier, DateOnly date, bool byHand)
    {
        var holds = byHand && rules.TierByHand == TierByHand.Holds;
        return new RowDetail
        {
            Tier = FactsOf(rules, tier, date, state.Membership.NextGrantOn, holds),
            Standing = TierStanding.In(rules, tier, holds, state.Activity, default, date),
        };
    }

    /// <summary>
    /// A tier from <paramref name="since"/> on. The first one has no end, unless it is given by hand. A grant that is due already stays
    /// due.
    /// </summary>
    public static TierFacts FactsOf(ProgramRules rules, int tier, DateOnly since, DateOnly grantOn, bool byHand = false)
    {
        var until = tier == 0 && !byHand ? DateOnly.MaxValue : rules.TierValidity.LastDay(since);
        return new TierFacts(rules.Tiers[tier].Code, until, NextGrant(rules, tier, since, grantOn)) { Since = since, ByHand = byHand };
    }

    /// <summary>When the monthly bonus of a tier is due next.</summary>
    public static DateOnly NextGrant(ProgramRules rules, int tier, DateOnly date, DateOnly grantOn)
    {
        if (rules.Tiers[tier].MonthlyBonusMinor == 0) return DateOnly.MaxValue;
        var next = FirstOfNextMonth(date);
        return grantOn < next ? grantOn : next;
    }

    /// <summary>Monthly bonus is due from then on.</summary>
    public static DateOnly FirstOfNextMonth(DateOnly date) => new DateOnly(date.Year, date.Month, 1).AddMonths(1);

    // Purchases raised the tier, this one may have been among them, and the program takes it back.
    private static bool IsMoved(in Case asked, in JournalRow original)
    {
        var member = asked.State.Membership;
        if (member.TierFloor is null || member.TierByHand) return false;
        // What an absorbed account sold may have been among them as well.
        if (original.Account == asked.State.Account && original.Seq > member.TierBySeq) return false;
        return IsTaken(asked);
    }

    private static bool IsTaken(in Case asked) =>
        asked.Operation.Kind == OperationKind.Reverse || asked.Rules.Returns.TierOnReturn == TierOnReturn.Review;

    // Null: it stays as it is.
    private static TierFacts? FactsAfterReturn(in Case asked, in JournalRow original, Activity left, bool isWhole)
    {
        var (member, rules, date) = (asked.State.Membership, asked.Rules, asked.Date);
        var floor = member.TierFloor!;
        var (held, lowest) = (TierReach.IndexOf(rules, member.Tier), TierReach.IndexOf(rules, floor.Tier));
        if (original.Account == asked.State.Account && original.Seq == member.TierBySeq && original.Detail?.Was?.Tier is { } was)
        {
            var before = Before(asked, was, original.Detail.Tier!, left);
            var own = TierReach.IndexOf(rules, before.Tier);
            // What had counted before it had not reached it.
            var still = isWhole && member.IsTierNew ? own : Reached(rules, own, held, left, member.TierSince, date);
            if (still <= own) return before;
            // As long as any of it is left, more of it may come back.
            var kept = member.TierNow with
            {
                Tier = rules.Tiers[still].Code, BySeq = isWhole ? 0 : member.TierBySeq,
                NextGrantOn = GrantAfter(rules, still, member.NextGrantOn, FirstOfNextMonth(date)),
            };
            return kept == member.TierNow ? null : kept;
        }

        var reached = Reached(rules, lowest, held, left, member.TierSince, date);
        var grant = GrantAfter(rules, reached, member.NextGrantOn, FirstOfNextMonth(date));
        // The row is noted even where the tier stays: what comes back later finds it reached without this purchase.
        return reached == lowest
            ? new TierFacts(floor.Tier, floor.Until, grant) { Since = floor.Since }
            : member.TierNow with { Tier = rules.Tiers[reached].Code, NextGrantOn = grant, BySeq = 0 };
    }

    /// <summary>
    /// The tier as it was before a row had moved it. A monthly bonus that was given since is not given again.
    /// </summary>
    public static TierFacts Before(in Case asked, TierFacts was, TierFacts moved, Activity? left = null)
    {
        var (member, rules) = (asked.State.Membership, asked.Rules);
        var before = Traced(asked, was, left ?? asked.State.Activity);
        return member.NextGrantOn == moved.NextGrantOn ? before : WithGrant(rules, before, member.NextGrantOn);
    }

    /// <summary>
    /// <paramref name="detail"/>, and what a row that had moved the tier had found: another one has moved it since. A tier that purchases
    /// have raised from there falls no more to what that row had left.
    /// </summary>
    public static RowDetail Overtaken(in Case asked, in JournalRow original, RowDetail detail)
    {
        var (member, was, moved) = (asked.State.Membership, original.Detail!.Was!.Tier!, original.Detail.Tier!);
        if (member.TierFloor is { } floor && moved.Floor is null && floor == FloorOf(moved)
            && FloorOf(Traced(asked, was, asked.State.Activity)) is var lower && lower != floor)
            detail = detail with { Tier = member.TierNow with { Floor = lower } };
        var seq = original.Seq;
        var noted = detail.Overtaken ?? new Overtaken(seq, new WasFacts());
        return detail with { Overtaken = noted with { Was = noted.Was with { Tier = was }, NextGrantOn = moved.NextGrantOn } };
    }

    private static TierFloor FloorOf(TierFacts tier) => tier.Floor ?? new TierFloor(tier.Tier, tier.Until, tier.Since);

    // Without what has been reversed since. Of a purchase that had raised the tier what is left decides.
    private static TierFacts Traced(in Case asked, TierFacts was, Activity? left)
    {
        var rules = asked.Rules;
        while (asked.State.Membership.OvertakenOf(was.BySeq) is { Was.Tier: { } earlier } overtaken)
        {
            var (raised, lowest) = (TierReach.IndexOf(rules, was.Tier), TierReach.IndexOf(rules, earlier.Tier));
            if (was.Floor is not null && raised > lowest
                && Reached(rules, lowest, raised, left, was.Since, asked.Date) is var reached && reached > lowest)
                return was with { Tier = rules.Tiers[reached].Code, BySeq = 0 };
            was = was.NextGrantOn == overtaken.NextGrantOn ? earlier : WithGrant(rules, earlier, was.NextGrantOn);
        }
        return was;
    }

    // The highest tier above the lowest that is reached on the day it was reached or today; otherwise the lowest.
    private static int Reached(ProgramRules rules, int lowest, int held, Activity? left, DateOnly since, DateOnly date) => Math.Max(
        TierReach.Highest(rules, lowest + 1, held, left, default, since) ?? lowest,
        TierReach.Highest(rules, lowest + 1, held, left, default, date) ?? lowest);

    private static TierFacts WithGrant(ProgramRules rules, TierFacts tier, DateOnly grantOn) => tier with
    {
        NextGrantOn = GrantAfter(rules, TierReach.IndexOf(rules, tier.Tier), grantOn, tier.NextGrantOn),
    };

    // What is due next stays due: nothing is given twice.
    private static DateOnly GrantAfter(ProgramRules rules, int tier, DateOnly grantOn, DateOnly otherwise) =>
        rules.Tiers[tier].MonthlyBonusMinor == 0 ? DateOnly.MaxValue : grantOn != DateOnly.MaxValue ? grantOn : otherwise;
}
