using System.Collections.Frozen;
using Ledger.Rules.Program;

namespace Ledger.Server.Programs;

/// <summary>When a rule applies: <c>when</c>. All that is stated must hold; a condition left out always does.</summary>
internal static class ConditionField
{
    private static readonly Dictionary<string, bool> Calendars = new() { ["gregorian"] = false, ["lunar"] = true };

    private static readonly Dictionary<string, DayOfWeek> Weekdays = new()
    {
        ["monday"] = DayOfWeek.Monday,
        ["tuesday"] = DayOfWeek.Tuesday,
        ["wednesday"] = DayOfWeek.Wednesday,
        ["thursday"] = DayOfWeek.Thursday,
        ["friday"] = DayOfWeek.Friday,
        ["saturday"] = DayOfWeek.Saturday,
        ["sunday"] = DayOfWeek.Sunday,
    };

    private static readonly Dictionary<string, BirthdaySpan> Spans = new()
    {
        ["day"] = BirthdaySpan.Day,
        ["week"] = BirthdaySpan.Week,
        ["month"] = BirthdaySpan.Month,
    };

    /// <summary>Reads <c>when</c> of a rule of <paramref name="program"/>, whose tiers have been read.</summary>
    public static Condition Read(DocumentReader rule, ProgramRules program) =>
        rule.Mapping("when", required: false, when => Read(when, program.Tiers)) ?? Condition.Always;

    private static Condition Read(DocumentReader when, Tier[] tiers)
    {
        var isLunar = when.Choice("calendar", Calendars, otherwise: false);
        var birthday = when.Mapping(
            "birthday", required: false, b => new Birth(b.Text("of", 16), b.Choice("span", Spans, BirthdaySpan.Day)));
        var condition = new Condition
        {
            DaysOfMonth = when.Numbers("days_of_month", 1, isLunar ? 30 : 31)?.ToFrozenSet(),
            IsLunar = isLunar,
            Weekdays = when.Choices("weekdays", Weekdays)?.ToFrozenSet(),
            From = when.Date("from", DateOnly.MinValue),
            Through = when.Date("through", DateOnly.MaxValue),
            DaysOfYear = when.DaysOfYear("days_of_year")?.ToFrozenSet(),
            BirthdayOf = birthday?.Of,
            BirthdaySpan = birthday?.Span ?? BirthdaySpan.Day,
            Tiers = when.Texts("tiers", ProgramDocument.LongestCode)?.ToFrozenSet(),
            Stores = when.Numbers("stores", 1, int.MaxValue)?.ToFrozenSet(),
        };
        if (isLunar && condition.DaysOfMonth is null) when.Wrong("calendar", "days_of_month says which days of it");
        if (condition.Through < condition.From) when.Wrong("through", "is before from");
        foreach (var tier in condition.Tiers ?? FrozenSet<string>.Empty)
            if (tier.Length > 0 && !tiers.Any(known => known.Code == tier)) when.Wrong("tiers", $"\"{tier}\" is no tier of this program");
        return condition;
    }

    private sealed record Birth(string Of, BirthdaySpan Span);
}
