using System.Globalization;

namespace Ledger.Server.Rules;

// The parts of a program's rules, as a document states them. All are immutable and hold no reference to the document.

/// <summary>Goods that earn at another rate than the program's, or that earn nothing or take no discount.</summary>
/// <param name="EarnPoints">Points for every full <paramref name="EarnPerMinor"/>; 0: nothing.</param>
public sealed record Category(string Code, long EarnPoints, long EarnPerMinor, bool NoDiscount);

/// <summary>When the points of a purchase can first be spent.</summary>
public sealed record PointsWaiting(PointsWaitingKind Kind, int Days = 0)
{
    public static readonly PointsWaiting None = new(PointsWaitingKind.None);

    /// <summary>The first day; <see cref="DateOnly.MinValue"/>: at once.</summary>
    public DateOnly FirstDay(DateOnly earnedOn) => Kind switch
    {
        PointsWaitingKind.None => DateOnly.MinValue,
        PointsWaitingKind.Days => earnedOn.AddDays(Days),
        PointsWaitingKind.NextYear => new DateOnly(earnedOn.Year + 1, 1, 1),
        _ => throw new InvariantBrokenException($"Unknown waiting {Kind}."),
    };
}

public enum PointsWaitingKind
{
    None,
    /// <summary>This many days after the earning day.</summary>
    Days,
    /// <summary>From 1 January of the year after.</summary>
    NextYear,
}

/// <summary>Multiplies the points of a purchase: member day, campaign, birthday.</summary>
/// <param name="Percent">In hundredths, from 100: 200 doubles.</param>
/// <param name="Categories">Multiplies the points of these goods only, by adding to them; empty: of the whole purchase.</param>
public sealed record Multiplier(string Name, int Percent, Condition When, IReadOnlySet<string> Categories);

public enum MultiplierCombination
{
    /// <summary>One after the other: 2 and 1.5 give 3.</summary>
    Multiply,
    /// <summary>The largest one alone.</summary>
    Highest,
    /// <summary>What each adds: 2 and 1.5 give 2.5.</summary>
    Add,
}

/// <summary>A purchase that earns at least <paramref name="FromPoints"/> gets <paramref name="Points"/> more.</summary>
public sealed record ThresholdBonus(long FromPoints, long Points);

/// <summary>Something other than a purchase that gives fixed points: sign-in, share, referral.</summary>
public sealed record AccrualAction(string Code, long Points);

/// <summary>What points are given for, beside money at the till.</summary>
/// <param name="Points">The cost; of one, or of the first step.</param>
/// <param name="WorthMinor">What that is worth, in minor units.</param>
/// <param name="StepPoints">From the cost on, every so many points more are worth <paramref name="StepWorthMinor"/> more; 0: no steps, multiples instead.</param>
public sealed record Reward(string Code, long Points, long WorthMinor, RewardForm Form, long StepPoints = 0, long StepWorthMinor = 0)
{
    /// <summary>True when so many points can be given for it.</summary>
    public bool Takes(long points) => StepPoints == 0
        ? points > 0 && points % Points == 0
        : points >= Points && (points - Points) % StepPoints == 0;

    /// <summary>What it is worth for so many points, in minor units.</summary>
    public long WorthOf(long points) => checked((long)(StepPoints == 0
        ? (Int128)(points / Points) * WorthMinor
        : WorthMinor + (Int128)((points - Points) / StepPoints) * StepWorthMinor));
}

public enum RewardForm
{
    /// <summary>A voucher or an item that the caller hands out.</summary>
    Coupon,
    /// <summary>Stored-value bonus, credited at once.</summary>
    Bonus,
}

/// <summary>What a member pays when the condition holds, in thousandths of the price: 980 is 98 %.</summary>
public sealed record Discount(string Name, int PayPermille, Condition When);

public enum DiscountCombination
{
    /// <summary>The lowest price alone, the tier's among them.</summary>
    Best,
    /// <summary>One after the other.</summary>
    Multiply,
}

/// <summary>A tier or group: what its members can do, pay and earn, and how it is reached.</summary>
/// <param name="Reaches">One of them is enough; empty: by hand only (the first tier needs none).</param>
public sealed record Tier(string Code, string Name, Reach[] Reaches)
{
    public int PayPermille { get; init; } = 1000;
    /// <summary>In hundredths, from 0.</summary>
    public int EarnPercent { get; init; } = 100;
    public bool Earns { get; init; } = true;
    public bool Loads { get; init; } = true;
    public bool Spends { get; init; } = true;
    /// <summary>Bonus given on the first day of each month, in minor units; 0: none.</summary>
    public long MonthlyBonusMinor { get; init; }
    /// <summary>For people.</summary>
    public string Benefits { get; init; } = "";
}

/// <summary>At least so much of a measure in a window.</summary>
/// <param name="Months">Of <see cref="TierWindow.Months"/>: the month under way and so many before it, 1 to 24.</param>
public sealed record Reach(TierMeasure Measure, long Least, TierWindow Window, int Months = 0);

public enum TierMeasure
{
    Purchases,
    /// <summary>Minor units.</summary>
    Spend,
    Points,
}

public enum TierWindow
{
    Ever,
    /// <summary>One business date.</summary>
    Day,
    Months,
    /// <summary>The calendar year.</summary>
    Year,
}

/// <summary>What happens when a tier's window ends.</summary>
public enum TierEnd
{
    /// <summary>The tier that what was done in the last window reaches, not above the old one.</summary>
    ToReached,
    /// <summary>One below, unless the old one is reached again.</summary>
    OneStep,
}

/// <summary>What cards of a type can do.</summary>
public sealed record CardType(string Code, string Name)
{
    public static readonly CardType Member = new("member", "Member");

    public bool Earns { get; init; } = true;
    public bool Loads { get; init; } = true;
    public bool Spends { get; init; } = true;
    /// <summary>Waits for approval, and needs a reason.</summary>
    public bool NeedsApproval { get; init; }
    public Validity Validity { get; init; } = Validity.Unlimited;
    /// <summary>Is void once a spending has brought the stored value to zero.</summary>
    public bool ClosesAtZero { get; init; }
    /// <summary>What is left on it after its last day goes to breakage.</summary>
    public bool ForfeitsAtExpiry { get; init; }
}

/// <summary>What has to be there before an account gets its first card.</summary>
/// <param name="PurchaseMinor">One purchase of this size ...</param>
/// <param name="TotalMinor">... or all purchases so far; 0 and 0: none is asked for.</param>
/// <param name="Requires">Identifiers that must be given.</param>
public sealed record IssueRules(long PurchaseMinor, long TotalMinor, IReadOnlySet<IdentifierKind> Requires)
{
    public static readonly IssueRules None = new(0, 0, new HashSet<IdentifierKind>());
}

/// <summary>When the payment PIN is asked for, and what wrong ones lead to.</summary>
/// <param name="WhenSet">For everything that spends, once it is set.</param>
/// <param name="AboveMinor">For every spending above this, in minor units; it must have been set then.</param>
/// <param name="Tries">After so many wrong ones it is locked for <paramref name="LockMinutes"/>, after <paramref name="TriesMax"/> until it is unlocked.</param>
public sealed record PinRules(bool WhenSet, long AboveMinor, int Tries = 5, int LockMinutes = 15, int TriesMax = 10)
{
    public static readonly PinRules None = new(true, long.MaxValue);
}

/// <summary>What a return does about points that are spent already, and value from lots that have expired since.</summary>
public sealed record ReturnRules(SpentPoints SpentPoints, ExpiredLots ExpiredLots);

public enum SpentPoints
{
    /// <summary>The member owes them.</summary>
    Negative,
    /// <summary>Their worth is kept back from what is given back.</summary>
    Net,
    /// <summary>They are let go.</summary>
    Cap,
}

public sealed record ExpiredLots(ExpiredLotsKind Kind, int Days = 0);

public enum ExpiredLotsKind
{
    /// <summary>Not given back.</summary>
    Forfeit,
    /// <summary>Given back in a lot that can be spent for so many days.</summary>
    Extend,
}

/// <summary>How long and how many holds an account can have.</summary>
public sealed record HoldRules(int MinutesMax, int CountMax);

/// <summary>When a rule applies; what is not stated always holds.</summary>
public sealed record Condition
{
    public static readonly Condition Always = new();

    /// <summary>Days of the month, of the calendar below; null: all.</summary>
    public IReadOnlySet<int>? DaysOfMonth { get; init; }
    /// <summary>The days of the month are those of the Chinese lunisolar calendar.</summary>
    public bool IsLunar { get; init; }
    public IReadOnlySet<DayOfWeek>? Weekdays { get; init; }
    /// <summary>A campaign's first and last day.</summary>
    public DateOnly From { get; init; } = DateOnly.MinValue;
    public DateOnly Through { get; init; } = DateOnly.MaxValue;
    /// <summary>Holidays: days of the year as month * 100 + day.</summary>
    public IReadOnlySet<int>? DaysOfYear { get; init; }
    /// <summary>Whose birthday; null: nobody's.</summary>
    public string? BirthdayOf { get; init; }
    public BirthdaySpan BirthdaySpan { get; init; }
    /// <summary>Members of these tiers, by code.</summary>
    public IReadOnlySet<string>? Tiers { get; init; }
    public IReadOnlySet<int>? Stores { get; init; }

    public bool Holds(in Occasion occasion)
    {
        var date = occasion.Date;
        return date >= From && date <= Through
            && (DaysOfMonth is null || DaysOfMonth.Contains(IsLunar ? LunarDay(date) : date.Day))
            && (Weekdays is null || Weekdays.Contains(date.DayOfWeek))
            && (DaysOfYear is null || DaysOfYear.Contains(date.Month * 100 + date.Day))
            && (Tiers is null || Tiers.Contains(occasion.Tier))
            && (Stores is null || Stores.Contains(occasion.Store))
            && (BirthdayOf is null || IsBirthday(occasion));
    }

    private bool IsBirthday(in Occasion occasion)
    {
        foreach (var birthday in occasion.Birthdays)
            if (birthday.Whose == BirthdayOf && Falls(birthday, occasion.Date)) return true;
        return false;
    }

    private bool Falls(Birthday birthday, DateOnly date)
    {
        if (BirthdaySpan == BirthdaySpan.Month) return birthday.Month == date.Month;
        if (BirthdaySpan == BirthdaySpan.Day) return DayIn(birthday, date.Year) == date;
        // Three days before and after, over the turn of the year too.
        for (var year = date.Year - 1; year <= date.Year + 1; year++)
            if (Math.Abs(DayIn(birthday, year).DayNumber - date.DayNumber) <= 3) return true;
        return false;
    }

    private static DateOnly DayIn(Birthday birthday, int year) =>
        new(year, birthday.Month, Math.Min(birthday.Day, DateTime.DaysInMonth(year, birthday.Month)));

    // The calendar knows the years 1901 to 2100; outside of them no day is a lunar one.
    private static readonly ChineseLunisolarCalendar Lunar = new();

    private static int LunarDay(DateOnly date)
    {
        var day = date.ToDateTime(TimeOnly.MinValue);
        return day < Lunar.MinSupportedDateTime || day > Lunar.MaxSupportedDateTime ? 0 : Lunar.GetDayOfMonth(day);
    }
}

public enum BirthdaySpan
{
    Day,
    /// <summary>Three days before to three days after.</summary>
    Week,
    Month,
}

/// <summary>What conditions look at: the business date, the member's tier by code, the store, the birthdays.</summary>
public readonly record struct Occasion(DateOnly Date, string Tier, int Store, IReadOnlyList<Birthday> Birthdays);
