using Ledger.Rules.Program;

namespace Ledger.Server.Programs;

/// <summary>How long something lasts: <c>{ kind: months, count: 12 }</c>.</summary>
internal static class ValidityField
{
    private static readonly Dictionary<string, ValidityKind> Kinds = new()
    {
        ["unlimited"] = ValidityKind.Unlimited,
        ["days"] = ValidityKind.Days,
        ["months"] = ValidityKind.Months,
        ["end_of_year"] = ValidityKind.EndOfYear,
    };

    public static Validity Read(DocumentReader validity)
    {
        var kind = validity.Choice("kind", Kinds);
        var count = validity.Number("count", 0, LongestOf(kind), otherwise: kind == ValidityKind.Unlimited ? 0 : null);
        return kind == ValidityKind.Unlimited ? Validity.Unlimited : new Validity(kind, (int)count);
    }

    // A hundred years: dates stay far from the end of the calendar.
    private static long LongestOf(ValidityKind kind) => kind switch
    {
        ValidityKind.Days => 36_500,
        ValidityKind.Months => 1_200,
        _ => 100,
    };
}
