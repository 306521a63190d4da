using System.Globalization;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Tests.Model;

/// <summary>Answers and states in words, the same words for the rules and for the second model.</summary>
internal static class Words
{
    public static string Of(
        Outcome outcome, decimal figure,
        IEnumerable<(Asset Asset, decimal Amount, SystemAccount Other, DateOnly LastDay, DateOnly FirstDay)> moves, string facts)
    {
        // What matters is where how much went, not in how many lines.
        var sums = moves.Where(move => move.Asset != Asset.None)
            .GroupBy(move => (move.Asset, move.Other, move.LastDay, move.FirstDay, move.Amount > 0))
            .Select(group => string.Create(CultureInfo.InvariantCulture,
                $"{group.Key.Asset} {group.Sum(move => move.Amount):+0;-0} {group.Key.Other} {Lot(group.Key.LastDay, group.Key.FirstDay)}"))
            .Order(StringComparer.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{outcome} figure {figure:0} [{string.Join(", ", sums)}] {facts}");
    }

    public static string Basket(decimal list, decimal due, decimal points, decimal worth, decimal stored, decimal held, decimal rest,
        decimal earned) =>
        string.Create(CultureInfo.InvariantCulture,
            $"basket {list:0} due {due:0} points {points:0} worth {worth:0} stored {stored:0} held {held:0} rest {rest:0} earned {earned:0}");

    public static string Refund(decimal amount, decimal stored, decimal points, decimal worth, decimal rest, decimal taken, decimal missing,
        decimal netted, decimal forfeited) =>
        string.Create(CultureInfo.InvariantCulture,
            $"back {amount:0} stored {stored:0} points {points:0} worth {worth:0} rest {rest:0} "
            + $"taken {taken:0} short {missing:0} netted {netted:0} forfeited {forfeited:0}");

    public const string Blocked = "blocked";
    public const string KeyBlocked = "KeyBlocked";
    public const string MergeUnderWay = "merge under way";

    public static string KeyReused(string field) => "KeyReused " + field;

    public static string PayOut(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"pays out {amount:0}");

    public static string Fee(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"fee {amount:0}");

    /// <summary>What was asked for.</summary>
    public static string Of(Sending sending)
    {
        var operation = sending.Operation;
        var terms = operation.Terms switch
        {
            CheckoutTerms checkout => $"{checkout} {string.Join(" ", checkout.Lines)}",
            RefundTerms refund => $"lines [{string.Join(" ", refund.Lines)}]",
            MemberTerms member => $"{member} [{string.Join(" ", member.Identifiers)}] [{string.Join(" ", member.Birthdays)}] "
                + $"without [{string.Join(" ", member.Removed)}]",
            var other => $"{other}",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{operation.Key.ToString()[..8]} {operation.Kind} of {operation.Account} at {operation.Store} "
            + $"on {operation.BusinessTime:u}: {operation.Asked} {operation.Asset} {operation.Note} "
            + $"card {operation.Card?.ToString()[..8]} new {operation.NewCard} of {operation.Original?.ToString()[..8]} "
            + $"{terms} typed {sending.Typed}");
    }

    /// <summary>What the rules know of an account.</summary>
    public static string Of(AccountState state)
    {
        var member = state.Membership;
        return State(state.Program, member.Status, member.MergedInto, member.Warnings, state.Points, state.Principal, state.Bonus,
            state.PointsOwed,
            state.PointsLots.Span.ToArray().Select(lot => (lot.ExpiresOn, lot.UsableFrom, (decimal)lot.Amount)),
            state.BonusLots.Span.ToArray().Select(lot => (lot.ExpiresOn, lot.UsableFrom, (decimal)lot.Amount)),
            state.Cards.Select(card =>
                $"{card.LastFour} {card.Status}{Was(card.Status, card.ClosedFrom, card.LostFrom)} "
                    + $"{(card.Type == "" ? "member" : card.Type)} {Day(card.ExpiresOn ?? DateOnly.MaxValue)}"),
            member.Tier, member.TierUntil, member.NextGrantOn, member.TierSince, member.TierByHand,
            member.TierFloor is { } floor ? $"{Named(floor.Tier)} {Day(floor.Until)} {Day(floor.Since)}" : "", member.IsLoaded,
            member.Pin is not null, member.PinFailures,
            member.Holds.Select(hold => Hold(hold.Key, hold.PrincipalMinor, hold.Bonus.Select(lot => (lot.ExpiresOn, (decimal)lot.Amount)),
                hold.ExpiresAt)),
            member.Identifiers.Select(identifier => $"{identifier.Kind} {identifier.Id}"), member.Birthdays)
            + Known(
                state.Loads.Select(load =>
                    ((decimal)load.AmountMinor, (decimal)load.BonusMinor, (decimal)load.ExpiredMinor, (decimal)load.OwedMinor,
                        (decimal)load.SpentMinor)),
                state.PointsSpentAt.Points, state.PointsSpentAt.WorthMinor, state.ExtendedLots, member.Absorbed ?? []);
    }

    /// <summary>What the rules count for tiers and caps from that day on, day by day.</summary>
    public static string Counted(AccountState state, DateOnly from) => Counted(
        from, (state.Activity ?? Activity.None).Months.SelectMany(month => month.Days)
            .Select(day => (day.From, day.Sum.Purchases, (decimal)day.Sum.SpendMinor, (decimal)day.Sum.Points)));

    /// <summary>What the second model does.</summary>
    public static string Counted(PlainMember member, DateOnly from) =>
        Counted(from, member.Counts.Select(count => (count.Date, (long)count.Purchases, count.Spend, count.Points)));

    private static string Counted(DateOnly from, IEnumerable<(DateOnly Date, long Purchases, decimal Spend, decimal Points)> counts) =>
        string.Join(", ", counts.Where(count => count.Date >= from).GroupBy(count => count.Date).OrderBy(day => day.Key)
            .Select(day => (
                day.Key, Purchases: day.Sum(one => one.Purchases), Spend: day.Sum(one => one.Spend), Points: day.Sum(one => one.Points)))
            .Where(day => day is not { Purchases: 0, Spend: 0, Points: 0 })
            .Select(day => string.Create(CultureInfo.InvariantCulture, $"{Day(day.Key)} {day.Purchases}/{day.Spend:0}/{day.Points:0}")));

    // Closed with the last of the value, or lost: what it was.
    private static string Was(CardStatus status, CardStatus closedFrom, CardStatus lostFrom) =>
        status == CardStatus.Void && closedFrom != CardStatus.None ? $" (was {closedFrom})"
            : status == CardStatus.Lost ? $" (was {lostFrom})" : "";

    // What the account remembers of bonus that was loaded, and of what its points were worth.
    private static string Known(
        IEnumerable<(decimal Amount, decimal Bonus, decimal Expired, decimal Owed, decimal Spent)> loads, decimal points, decimal worth,
        IEnumerable<DateOnly> extended, IEnumerable<long> absorbed) =>
        string.Create(CultureInfo.InvariantCulture,
            $"\nloaded [{string.Join(", ", loads.Select(Loaded))}] spent {Rate(points, worth)} extended [{Days(extended)}] "
            + $"absorbed [{string.Join(" ", absorbed)}]");

    private static string Rate(decimal points, decimal worth)
    {
        var divisor = (decimal)System.Numerics.BigInteger.GreatestCommonDivisor((long)points, (long)worth);
        return divisor == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{points / divisor:0} at {worth / divisor:0}");
    }

    private static string Loaded((decimal Amount, decimal Bonus, decimal Expired, decimal Owed, decimal Spent) load) => string.Create(
        CultureInfo.InvariantCulture, $"{load.Amount:0} + {load.Bonus:0} expired {load.Expired:0} owed {load.Owed:0} spent {load.Spent:0}");

    private static string Days(IEnumerable<DateOnly> days) => string.Join(" ", days.Select(Day));

    /// <summary>What the second model knows of it.</summary>
    public static string Of(PlainMember member) => State(
        member.Program, member.Status, member.MergedInto, member.Warnings, member.Points, member.Principal, member.Bonus, member.Owed,
        member.LotsOf(Asset.Points), member.LotsOf(Asset.Bonus),
        member.Cards.Select(card =>
            $"{card.LastFour} {card.Status}{Was(card.Status, card.ClosedFrom ?? CardStatus.None, card.LostFrom)} {card.Type.Code} "
            + Day(card.LastDay)),
        member.Tier, member.TierUntil, member.NextGrant, member.TierSince, member.TierByHand,
        member.TierFloor is { } floor ? $"{Named(floor.Tier)} {Day(floor.Until)} {Day(floor.Since)}" : "",
        member.Loaded, member.HasPin, member.WrongPins,
        member.Holds.Select(hold => Hold(hold.Key, hold.Principal, hold.Bonus.Select(lot => (lot.Key, lot.Value)), hold.Ends)),
        member.Identifiers.Values.Select(identifier => $"{identifier.Kind} {identifier.Id}"), member.Birthdays)
        + Known(member.Loads.Select(load => (load.Amount, load.Bonus, load.Expired, load.Owed, load.Spent)),
            member.PointsSpentAt?.Points ?? 0,
            member.PointsSpentAt?.Worth ?? 0, member.Extended.TakeLast(20).Reverse(), member.Absorbed);

    private static string Hold(Guid key, decimal principal, IEnumerable<(DateOnly LastDay, decimal Amount)> bonus, DateTime ends) =>
        string.Create(CultureInfo.InvariantCulture, $"{key} {principal:0} + {Held(bonus)} until {ends:u}");

    private static string Held(IEnumerable<(DateOnly LastDay, decimal Amount)> bonus) => string.Join(
        "+", bonus.Where(lot => lot.Amount > 0).Order()
            .Select(lot => string.Create(CultureInfo.InvariantCulture, $"{lot.Amount:0} {Day(lot.LastDay)}")));

    private static string State(
        short program, AccountStatus status, long into, int warnings, decimal points, decimal principal, decimal bonus, decimal owed,
        IEnumerable<(DateOnly LastDay, DateOnly FirstDay, decimal Amount)> pointLots,
        IEnumerable<(DateOnly LastDay, DateOnly FirstDay, decimal Amount)> bonusLots,
        IEnumerable<string> cards, string tier, DateOnly until, DateOnly grant, DateOnly since, bool byHand, string floor, bool loaded,
        bool pin, int wrong, IEnumerable<string> holds,
        IEnumerable<string> identifiers, IReadOnlyList<Birthday> birthdays) => string.Create(CultureInfo.InvariantCulture,
        $"""
        program {program} {status} into {into} warned {warnings} holds {points:0}/{principal:0}/{bonus:0} owes {owed:0}
        points [{Lots(pointLots)}] bonus [{Lots(bonusLots)}]
        cards [{string.Join(", ", cards)}]
        tier {Named(tier)} until {Day(until)} grant {Day(grant)} since {Day(since)} by hand {byHand} above [{floor}]
        loaded {loaded}
        pin {pin} wrong {wrong} held [{InOrder(holds)}] known by [{InOrder(identifiers)}] born [{string.Join(", ", birthdays)}]
        """);

    private static string Named(string tier) => tier == "tier0" ? "" : tier;

    private static string InOrder(IEnumerable<string> words) => string.Join(", ", words.Order(StringComparer.Ordinal));

    private static string Lots(IEnumerable<(DateOnly LastDay, DateOnly FirstDay, decimal Amount)> lots) =>
        string.Join(
            ", ", lots.Select(lot => string.Create(CultureInfo.InvariantCulture, $"{Lot(lot.LastDay, lot.FirstDay)}: {lot.Amount:0}")));

    private static string Lot(DateOnly lastDay, DateOnly firstDay) =>
        firstDay == DateOnly.MinValue ? Day(lastDay) : $"{Day(firstDay)}-{Day(lastDay)}";

    private static string Day(DateOnly day) => day == DateOnly.MaxValue ? "ever"
        : day == DateOnly.MinValue ? "none" : day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
