using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Ledger.Server.Programs;

/// <summary>The single values of a mapping, and lists of them.</summary>
internal sealed partial class DocumentReader
{
    private static readonly Dictionary<string, bool> _flags = new() { ["true"] = true, ["false"] = false };

    public long Number(string name, long least, long most, long? otherwise = null)
    {
        if (Scalar(name, otherwise is null, least, most) is not { } scalar) return otherwise ?? least;
        return NumberOf(scalar, name, least, most);
    }

    public string Text(string name, int longest, string? otherwise = null)
    {
        if (Scalar(name, required: otherwise is null) is not { } scalar) return otherwise ?? "";
        return TextOf(scalar, name, longest);
    }

    public bool Flag(string name, bool otherwise) => Choice(name, _flags, otherwise);

    /// <summary>A share as in 98% or 97.5%, in thousandths.</summary>
    public int Permille(string name, int least, int most, int? otherwise = null)
    {
        if (Scalar(name, required: otherwise is null) is not { } scalar) return otherwise ?? most;
        if (scalar.Value is [.., '%'] text && Scaled(text[..^1], 10) is { } permille && permille >= least && permille <= most)
            return permille;
        Wrong(scalar, name, string.Create(CultureInfo.InvariantCulture,
            $"\"{scalar.Value}\" is not a share from {least / 10m:0.#}% to {most / 10m:0.#}%, e.g. 98% or 97.5%"));
        return otherwise ?? most;
    }

    /// <summary>A factor as in 2 or 1.5, in hundredths.</summary>
    public int Percent(string name, int least, int most, int? otherwise = null)
    {
        if (Scalar(name, required: otherwise is null) is not { } scalar) return otherwise ?? least;
        if (Scaled(scalar.Value ?? "", 100) is { } percent && percent >= least && percent <= most) return percent;
        Wrong(scalar, name, string.Create(CultureInfo.InvariantCulture,
            $"\"{scalar.Value}\" is not a factor from {least / 100m:0.##} to {most / 100m:0.##} with at most two decimals, e.g. 2 or 1.5"));
        return otherwise ?? least;
    }

    /// <summary>A moment as in 2026-01-01T00:00:00Z; the offset must be there.</summary>
    public DateTime Moment(string name)
    {
        if (Scalar(name, required: true) is not { } scalar) return default;
        if (DateTimeOffset.TryParseExact(scalar.Value, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return moment.UtcDateTime;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a moment like 2026-01-01T00:00:00Z");
        return default;
    }

    /// <summary>A date as in 2026-11-11.</summary>
    public DateOnly Date(string name, DateOnly otherwise)
    {
        if (Scalar(name, required: false) is not { } scalar) return otherwise;
        if (DateOnly.TryParseExact(scalar.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a date like 2026-11-11");
        return otherwise;
    }

    public TimeZoneInfo TimeZone(string name)
    {
        if (Scalar(name, required: true) is not { } scalar) return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(scalar.Value ?? "", out var zone)) return zone;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a time zone this machine knows, e.g. Asia/Shanghai");
        return TimeZoneInfo.Utc;
    }

    /// <summary>A time of day in whole minutes, from midnight to <paramref name="latest"/>; midnight where the field is missing.</summary>
    public TimeOnly TimeOfDay(string name, TimeOnly latest)
    {
        if (Scalar(name, required: false) is not { } scalar) return TimeOnly.MinValue;
        if (TimeOnly.TryParseExact(scalar.Value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            && time <= latest)
            return time;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a time of day from \"00:00\" to \"{latest:HH\\:mm}\"");
        return TimeOnly.MinValue;
    }

    public T Choice<T>(string name, IReadOnlyDictionary<string, T> choices) =>
        ChoiceOr(name, choices, required: true, choices.Values.First());

    public T Choice<T>(string name, IReadOnlyDictionary<string, T> choices, T otherwise) =>
        ChoiceOr(name, choices, required: false, otherwise);

    /// <summary>A list of single values, each read by <paramref name="read"/> and there once; null: the field is missing.</summary>
    public IReadOnlyList<T>? Values<T>(string name, int most, Func<YamlScalarNode, string, T> read)
    {
        var items = Items(name, most);
        if (!Has(name)) return null;
        var values = new List<T>();
        foreach (var item in items)
        {
            var at = $"{name}[{values.Count}]";
            if (item is not YamlScalarNode scalar)
            {
                Wrong(item, at, "a single value is expected");
                continue;
            }
            var value = read(scalar, at);
            if (values.Contains(value) && IsRight) Wrong(scalar, at, $"\"{scalar.Value}\" is there twice");
            values.Add(value);
        }
        if (values.Count == 0 && IsRight) Wrong(name, "the list is empty; leave it out where it does not matter");
        return values;
    }

    public IReadOnlyList<int>? Numbers(string name, int least, int most) =>
        Values(name, 366, (scalar, at) => (int)NumberOf(scalar, at, least, most));

    public IReadOnlyList<string>? Texts(string name, int longest) => Values(name, 100, (scalar, at) => TextOf(scalar, at, longest));

    public IReadOnlyList<T>? Choices<T>(string name, IReadOnlyDictionary<string, T> choices) =>
        Values(name, choices.Count, (scalar, at) => ChoiceOf(scalar, at, choices));

    /// <summary>Days of the year as in "12-25", as month * 100 + day.</summary>
    public IReadOnlyList<int>? DaysOfYear(string name) => Values(name, 366, (scalar, at) =>
    {
        // 2000 is a leap year: 02-29 is a day, in the years that have it.
        if (DateOnly.TryParseExact($"2000-{scalar.Value}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date.Month * 100 + date.Day;
        Wrong(scalar, at, $"\"{scalar.Value}\" is not a day of the year like 12-25");
        return 0;
    });

    private T ChoiceOr<T>(string name, IReadOnlyDictionary<string, T> choices, bool required, T otherwise)
    {
        if (Scalar(name, required, choices: string.Join(",", choices.Keys)) is not { } scalar) return otherwise;
        return ChoiceOf(scalar, name, choices);
    }

    private T ChoiceOf<T>(YamlScalarNode scalar, string name, IReadOnlyDictionary<string, T> choices)
    {
        if (choices.TryGetValue(scalar.Value ?? "", out var choice)) return choice;
        Wrong(scalar, name, $"\"{scalar.Value}\" is none of {string.Join(", ", choices.Keys)}");
        return choices.Values.First();
    }

    private long NumberOf(YamlScalarNode scalar, string name, long least, long most)
    {
        if (long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
            && number <= most)
            return number;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a whole number from {least} to {most}");
        return least;
    }

    private string TextOf(YamlScalarNode scalar, string name, int longest)
    {
        if (scalar.Value is { Length: > 0 } text && text.Length <= longest) return text;
        Wrong(scalar, name, $"a text of 1 to {longest} characters is expected");
        return "";
    }

    // A decimal number times scale; null when that is not whole, or no number that a document would hold.
    private static int? Scaled(string text, int scale) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number <= 1_000_000 && number * scale is var scaled && scaled == decimal.Truncate(scaled) ? (int)scaled : null;
}
