using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Time;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Time;

/// <summary>What has a last day ends when that day is over at the last of the program's stores, and begins by the program's own.</summary>
public sealed class LastStoreTests
{
    private static readonly DateOnly _last = new(2026, 11, 22);
    private static readonly ProgramDays _between = new(_last.AddDays(1), _last);

    // Utc: the home store's zone and day, the other's, a moment, the program's own day and the last one.
    [Theory]
    [InlineData("Pacific/Kiritimati", "00:00", "Pacific/Pago_Pago", "00:00", "2026-11-22T09:59:59Z", "2026-11-22", "2026-11-21")]
    [InlineData("Pacific/Kiritimati", "00:00", "Pacific/Pago_Pago", "00:00", "2026-11-22T10:30:00Z", "2026-11-23", "2026-11-21")]
    [InlineData("Pacific/Kiritimati", "00:00", "Pacific/Pago_Pago", "00:00", "2026-11-22T11:00:00Z", "2026-11-23", "2026-11-22")]
    [InlineData("Pacific/Kiritimati", "00:00", "Pacific/Pago_Pago", "12:00", "2026-11-22T11:00:00Z", "2026-11-23", "2026-11-21")]
    [InlineData("Asia/Shanghai", "00:00", "Europe/London", "00:00", "2026-11-22T23:59:59Z", "2026-11-23", "2026-11-22")]
    [InlineData("Asia/Shanghai", "00:00", "Europe/London", "00:00", "2026-11-23T00:00:00Z", "2026-11-23", "2026-11-23")]
    [InlineData("Asia/Shanghai", "00:00", "Europe/London", "04:00", "2026-11-23T03:59:59Z", "2026-11-23", "2026-11-22")]
    [InlineData("Asia/Shanghai", "00:00", "Europe/London", "04:00", "2026-07-23T03:00:00Z", "2026-07-23", "2026-07-23")]
    [InlineData("Europe/London", "00:00", "Asia/Shanghai", "00:00", "2026-11-22T16:00:00Z", "2026-11-22", "2026-11-22")]
    [InlineData("Europe/London", "00:00", "Europe/London", "06:00", "2026-11-22T05:00:00Z", "2026-11-22", "2026-11-21")]
    public void The_last_day_is_that_of_the_store_that_is_behind_all_others(
        string zone, string starts, string otherZone, string otherStarts, string at, string own, string last)
    {
        var book = new ProgramBook([StoreOf(1, 1, zone, starts), StoreOf(2, 1, otherZone, otherStarts), StoreOf(3, 2, zone, "00:00")],
            [Branch.Demo]);
        var now = DateTimeOffset.Parse(at, null).UtcDateTime;
        Assert.Equal(new ProgramDays(DateOnly.Parse(own, null), DateOnly.Parse(last, null)), book.DaysOf(1, now));
        Assert.Equal(book.DayOf(2, now), book.DaysOf(2, now).Last);
        Assert.Equal(new ProgramDays(DateOnly.FromDateTime(now)), book.DaysOf(9, now));
    }

    private static Store StoreOf(int number, short program, string zone, string starts) => new(
        number, program, "Store", TimeZoneInfo.FindSystemTimeZoneById(zone), dayStarts: TimeOnly.Parse(starts, null));

    [Fact]
    public void Lots_and_gift_cards_expire_when_their_last_day_is_over_everywhere()
    {
        var day = new Validity(ValidityKind.Days, 0);
        var branch = new Branch(Branch.Demo with
        {
            PointsValidity = day, BonusValidity = day,
            CardTypes = [CardType.Member, new CardType("gift", "Gift") { Validity = day, ForfeitsAtExpiry = true }],
        });
        branch.Open(5, "gift 1111", "gift").Give(5, principal: 700, bonus: 200, points: 100);

        Assert.Empty(Due.On(branch[5], branch.Rules, _between, branch.Now));
        Assert.Equal(
            [new DueOperation(OperationKind.Expire)], Due.On(branch[5], branch.Rules, new ProgramDays(_last.AddDays(1)), branch.Now));
        Assert.Equal(_last, _between.Of(OperationKind.Expire));
        // Where it is still that day all of it can be spent.
        Assert.Equal(Outcome.Posted, branch.Try(OperationKind.Debit, 5, 900, card: "gift 1111"));
        Assert.Equal(Outcome.Posted, branch.Try(OperationKind.Redeem, 5, 100));
    }

    [Fact]
    public void A_tier_is_reviewed_when_its_last_day_is_over_everywhere_and_brings_no_bonus_before()
    {
        var branch = new Branch(Branch.Demo with
        {
            Tiers = [new Tier("ordinary", "Ordinary", []), new Tier("gold", "Gold", []) { MonthlyBonusMinor = 300 }],
            TierValidity = new Validity(ValidityKind.Days, 8),
        });
        branch.Open(5).Post(OperationKind.SetTier, 5, note: "gold");
        var (until, next) = (new DateOnly(2026, 11, 30), new DateOnly(2026, 12, 1));
        Assert.Equal((until, next), (branch[5].Membership.TierUntil, branch[5].Membership.NextGrantOn));

        Assert.Empty(Due.On(branch[5], branch.Rules, new ProgramDays(until), branch.Now));
        Assert.Empty(Due.On(branch[5], branch.Rules, new ProgramDays(next, until), branch.Now));
        Assert.Equal(
            [new DueOperation(OperationKind.ReviewTier), new DueOperation(OperationKind.GrantBonus)],
            Due.On(branch[5], branch.Rules, new ProgramDays(next), branch.Now));
    }

    [Fact]
    public void A_monthly_bonus_comes_on_the_programs_own_first_of_the_month()
    {
        var branch = new Branch(Branch.Demo with
        {
            Tiers = [new Tier("ordinary", "Ordinary", []), new Tier("gold", "Gold", []) { MonthlyBonusMinor = 300 }],
        });
        branch.Open(5).Post(OperationKind.SetTier, 5, note: "gold");
        var days = new ProgramDays(new DateOnly(2026, 12, 1), new DateOnly(2026, 11, 30));
        Assert.Equal([new DueOperation(OperationKind.GrantBonus)], Due.On(branch[5], branch.Rules, days, branch.Now));
        Assert.Equal(days.Own, days.Of(OperationKind.GrantBonus));
    }
}
