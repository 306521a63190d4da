using System.Text.Json.Nodes;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Columns;
using AccountStatus = Ledger.Rules.Codes.AccountStatus;
using Birthday = Ledger.Rules.Asked.Birthday;
using Card = Ledger.Rules.State.Card;
using CardStatus = Ledger.Rules.Codes.CardStatus;
using CheckoutLine = Ledger.Rules.Asked.CheckoutLine;
using IdentifierKind = Ledger.Rules.Codes.IdentifierKind;
using Lot = Ledger.Rules.Rows.Lot;
using RefundLine = Ledger.Rules.Asked.RefundLine;
using RulePoints = Ledger.Rules.Rows.RulePoints;

namespace Ledger.Server.Tests.Checkpoints;

/// <summary>What rows and checkpoints keep as JSON comes back as it was.</summary>
public sealed class DetailTests
{
    private static readonly DateOnly Day = new(2026, 6, 15);
    private static readonly DateTime Moment = new(2026, 6, 15, 4, 30, 0, 123, DateTimeKind.Utc);
    private static readonly Guid Id = Guid.Parse("0197718c-5a00-7abc-8def-0123456789ab");

    private static readonly RowDetail Full = new()
    {
        Activity = new ActivityFacts(Day, 1, 55_900, 55),
        Standing = new StandingFacts("gold", 950, 150, "black", 3, 100_000, 0),
        Tier = new TierFacts("gold", DateOnly.MaxValue, Day.AddMonths(1)),
        Basket = new BasketFacts(
            [new CheckoutLine(1_000, "cake", false, true), new CheckoutLine(500, "", true, false)], [900, 500], 1_500, 1_400, 100, 100, 300,
            100, 1_000, 5,
            [new RulePoints("base", 3), new RulePoints("gold", 2)], new EarningFacts("gold", [new Birthday("self", 2, 29)])),
        Earning = new EarningFacts("silver", [new Birthday("child", 1, 1)]),
        Refund = new RefundFacts
        {
            Legs = [new RefundedLeg(0, 10), new RefundedLeg(2, 5)], Lines = [new RefundLine(1, 500)], Amount = 500, StoredValueMinor = 300,
                PointsRestored = 20,
            PointsWorthMinor = 20, RestMinor = 180, PointsTakenBack = 4, PointsShort = 1, NettedMinor = 1, Forfeited = 7,
            BonusShortMinor = 3, BonusNettedMinor = 2, BonusExpiredMinor = 1, ExtendedTo = Day.AddDays(30), IsWhole = true,
        },
        Hold = new HoldFacts(Id, 400, [new Lot(Day, 100), new Lot(DateOnly.MaxValue, 50, Day)], Moment),
        HoldLeft = new HoldFacts(Id, 0, [], Moment),
        Card = new CardFacts("gold", Day.AddYears(2), CardStatus.Waiting),
        Cards = [new CardChange(Id, CardStatus.Void)],
        Status = AccountStatus.Merged,
        OtherAccount = 42,
        Identifiers = [new NewIdentifier(IdentifierKind.Mobile, Id, "5678")],
        Freed = [Id], ApprovedBy = 12,
        Birthdays = [new Birthday("孩子", 12, 31)],
        Pin = new PinFacts([1, 2, 255], [0, 9]),
        PinFailuresEnd = true,
        Reason = "a good customer",
        NextGrantOn = Day,
        Loads = [new LoadedBonus(Id, 50_000, 5_000, 100, Day, 7, 40_000, 3, 8, 42)],
        UnsentMinor = 5,
        Overtaken = new Overtaken(3, Before) { Cards = [new CardChange(Id, CardStatus.Void) { WasBySeq = 2 }], NextGrantOn = Day },
        Was = Before, Back = Before, WarningTakenBack = true, Loaded = true, Unopened = true, Follows = true,
        Merged = new MergedFacts([42, 43])
        {
            Counted = new CountedFacts([new ActivityFacts(Day, 1, 2, 3)], new ActivityFacts(default, 4, 5, 6)),
            Tier = new TierFacts("silver", Day, Day.AddMonths(1)),
            Identifiers = [new NewIdentifier(IdentifierKind.Mobile, Id, "5678")],
            Extended = [Day],
        },
        PayOutMinor = 12,
        FeeMinor = 15,
        KeyBlocked = true,
    };

    private static WasFacts Before => new()
    {
        Tier = new TierFacts("silver", Day, Day.AddMonths(1)) { Since = Day, ByHand = true, Floor = new TierFloor("plain", Day, Day), BySeq = 7 },
        Status = new StatusWas(AccountStatus.Frozen, 4),
        Pin = new PinWas(new PinFacts([3], [4]), 5),
        Tries = new TriesWas(2, 6),
        Hold = new HoldFacts(Id, 400, [new Lot(Day, 100)], Moment),
        NamedBy = [new NamedBy(IdentifierKind.Mobile, 8)], BirthdaysBySeq = 9,
    };

    [Fact]
    public void Every_part_of_a_rows_detail_comes_back_as_it_was()
    {
        Assert.All(typeof(RowDetail).GetProperties(), part => Assert.NotEqual(Default(part.PropertyType), part.GetValue(Full)));
        Assert.Equivalent(Full, DetailJson.Read(DetailJson.Write(Full)), strict: true);
        foreach (var part in typeof(RowDetail).GetProperties())
        {
            var alone = new RowDetail();
            part.SetValue(alone, part.GetValue(Full));
            Assert.Equivalent(alone, DetailJson.Read(DetailJson.Write(alone)), strict: true);
        }
    }

    [Fact]
    public void Names_are_in_snake_case_enums_are_numbers_and_nothing_empty_is_written()
    {
        Assert.Equal("{}", DetailJson.Write(new RowDetail()));
        Assert.Null(DetailJson.Write(null));
        Assert.Equal(
            """{"hold":{"key":"0197718c-5a00-7abc-8def-0123456789ab","principal_minor":400,"bonus":[{"expires_on":"2026-06-15","amount":100}],"expires_at":"2026-06-15T04:30:00.123Z"},"status":4,"other_account":42}""",
            DetailJson.Write(new RowDetail { Hold = new HoldFacts(Id, 400, [new Lot(Day, 100)], Moment), Status = AccountStatus.Merged,
            OtherAccount = 42 }));
        Assert.DoesNotContain("left_minor", DetailJson.Write(Full), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_an_account_knows_comes_back_from_its_checkpoint()
    {
        var activity = Activity.None.With(Day, new ActivitySum(2, 30_000, 30)).With(Day.AddDays(-1), new ActivitySum(1, 1, 0))
            .With(Day.AddMonths(-2), new ActivitySum(1, 500, 0));
        var membership = new Membership
        {
            Status = AccountStatus.Frozen, Warnings = 2, Tier = "gold", TierUntil = Day, NextGrantOn = Day.AddMonths(1), Pin = Full.Pin,
                PinSetBySeq = 9, PinFailures = 1,
            PinFailedAt = Moment, Holds = [Full.Hold!], Identifiers = [.. Full.Identifiers!], Birthdays = [.. Full.Birthdays!],
            MergedInto = 5, TierSince = Day.AddYears(-1), TierByHand = true, TierBySeq = 77, IsLoaded = true,
            TierFloor = new TierFloor("plain", Day, Day.AddYears(-2)),
            NamedBy = [new NamedBy(IdentifierKind.Mobile, 8)], BirthdaysBySeq = 10, Overtaken = [Full.Overtaken!],
        };
        var state = AccountState.Restore(
            7, 1, 90, 1_000, [new Lot(Day, 5, Day.AddDays(-3)), new Lot(DateOnly.MaxValue, 6)], [new Lot(Day, 400)],
            [new Card(Id, "1234", CardStatus.Lost, "gold", Day, BySeq: 12),
                new Card(Guid.NewGuid(), "5678", CardStatus.Active)], membership, activity,
            pointsOwed: 4, pointsSpentAt: new PointsRate(100, 500), loads:
            [
                new LoadedBonus(Id, 50_000, 5_000, 100, DateOnly.MaxValue, 7, LoadedBySeq: 81), new LoadedBonus(Id, 9, 8, 7, Day),
                new LoadedBonus(LoadedBonus.Older, 50_000, 5_000, 100, Day, 0, 40_000, 60, 70, 7),
            ],
            extended: [Day.AddDays(30)], unsent: 0);

        var read = AccountDetail.Read(7, 1, 90, 1_000, AccountDetail.Write(state));

        Assert.Equal(AccountDetail.Write(state), AccountDetail.Write(read));
        Assert.Equal((7L, 4L, 400L), (read.Points, read.PointsOwed, read.Bonus));
        Assert.Equal(state.PointsLots.Span.ToArray(), read.PointsLots.Span.ToArray());
        Assert.Equal(state.Cards, read.Cards);
        Assert.Equivalent(membership, read.Membership, strict: true);
        Assert.Equal(new PointsRate(100, 500), read.PointsSpentAt);
        Assert.Equal(state.Loads, read.Loads);
        Assert.Equal(0, read.Unsent);
        Assert.Equal(state.ExtendedLots, read.ExtendedLots);
        Assert.Equal(activity.Months.SelectMany(month => month.Days), read.Activity!.Months.SelectMany(month => month.Days));
        Assert.Equal(activity.Months.Select(month => (month.First, month.Sum)), read.Activity.Months.Select(month =>
            (month.First, month.Sum)));
        Assert.Equal(activity.Ever, read.Activity.Ever);
    }

    [Fact]
    public void A_checkpoint_of_the_first_schema_is_read_as_before()
    {
        var read = AccountDetail.Read(7, 1, 3, 1_000, """{"points":[["2027-12-31",30],[null,2]],"bonus":[],"cards":[["0197718c-5a00-7abc-8def-0123456789ab","1234",1]]}""");

        Assert.Equal([new Lot(new DateOnly(2027, 12, 31), 30), new Lot(DateOnly.MaxValue, 2)], read.PointsLots.Span.ToArray());
        Assert.Equal([new Card(Id, "1234", CardStatus.Active)], read.Cards);
        Assert.Equal(Membership.New, read.Membership);
        Assert.Null(read.Activity);
        Assert.Equal(0, read.PointsOwed);
    }

    [Fact]
    public void Top_ups_of_an_earlier_checkpoint_are_read_as_before()
    {
        var read = AccountDetail.Read(7, 1, 3, 1_000, """{"points":[],"bonus":[],"cards":[],"loads":[["0197718c-5a00-7abc-8def-0123456789ab",50000,5000,0,"2026-06-15",7]]}""");

        Assert.Equal([new LoadedBonus(Id, 50_000, 5_000, 0, Day, 7)], read.Loads);
        Assert.Null(read.Unsent);
    }

    [Fact]
    public void A_plain_account_is_written_as_by_the_first_schema()
    {
        var state = AccountState.Restore(7, 1, 3, 0, [new Lot(Day, 30)], [], [new Card(Id, "1234", CardStatus.Active)]);

        Assert.Equal(["points", "bonus", "cards"], JsonNode.Parse(AccountDetail.Write(state))!.AsObject().Select(part => part.Key));
        Assert.Equal($$"""{"points":[["2026-06-15",30]],"bonus":[],"cards":[["{{Id}}","1234",1]]}""", AccountDetail.Write(state));
    }

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
