using System.Globalization;

namespace Ledger.Load.Scenarios;

/// <content>Single values. A wrong one is noted, and a harmless one returned so that reading goes on.</content>
internal sealed partial class YamlFields
{
    public string Text(string name, string? otherwise = null)
    {
        if (Scalar(name, required: otherwise is null) is not { } scalar)
            return otherwise ?? "";
        if (!string.IsNullOrWhiteSpace(scalar.Value))
            return scalar.Value.Trim();
        Wrong(scalar, name, "a text is expected");
        return "";
    }

    public long Whole(string name, long least, long most, long? otherwise = null)
    {
        if (Scalar(name, required: otherwise is null) is not { } scalar)
            return otherwise ?? least;
        if (long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
            && number <= most)
            return number;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a whole number from {least} to {most}");
        return least;
    }

    public double Number(string name, double least, double most, double? otherwise = null)
    {
        if (Scalar(name, required: otherwise is null) is not { } scalar)
            return otherwise ?? least;
        if (Quantity.TryNumber(scalar.Value ?? "", out var number) && number >= least && number <= most)
            return number;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a number from {Quantity.Number(least)} to {Quantity.Number(most)}");
        return least;
    }

    public double Share(string name, double? otherwise = null)
    {
        if (Scalar(name, required: otherwise is null) is not { } scalar)
            return otherwise ?? 0;
        if (Quantity.TryShare(scalar.Value ?? "", out var share))
            return share;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a share like 2% or 0.02, from 0 to 1");
        return 0;
    }

    public TimeSpan Duration(string name, TimeSpan? otherwise = null, bool canBeZero = false)
    {
        if (Scalar(name, required: otherwise is null) is not { } scalar)
            return otherwise ?? TimeSpan.FromSeconds(1);
        if (Quantity.TryDuration(scalar.Value ?? "", out var duration) && (canBeZero || duration > TimeSpan.Zero))
            return duration;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a duration like 500ms, 30s, 2m or 1h{(canBeZero ? "" : ", longer than 0")}");
        return TimeSpan.FromSeconds(1);
    }

    public bool Flag(string name)
    {
        if (Scalar(name, required: false) is not { } scalar)
            return false;
        if (scalar.Value is "true" or "false")
            return scalar.Value == "true";
        Wrong(scalar, name, $"\"{scalar.Value}\" is neither true nor false");
        return false;
    }

    /// <summary>One amount, or two with .. between: 500..60000.</summary>
    public AmountRange Amount(string name, AmountRange otherwise)
    {
        if (Scalar(name, required: false) is not { } scalar)
            return otherwise;
        var ends = (scalar.Value ?? "").Split("..");
        if (ends.Length <= 2 && long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var least)
            && long.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var most) && least >= 1 && most >= least)
            return new AmountRange(least, most);
        Wrong(scalar, name, $"\"{scalar.Value}\" is not an amount like 1280 or 500..60000, from 1");
        return otherwise;
    }

    public T Choice<T>(string name, IReadOnlyDictionary<string, T> choices)
    {
        if (Scalar(name, required: true) is not { } scalar)
            return choices.Values.First();
        if (choices.TryGetValue(scalar.Value ?? "", out var choice))
            return choice;
        Wrong(scalar, name, $"\"{scalar.Value}\" is none of {string.Join(", ", choices.Keys)}");
        return choices.Values.First();
    }
}
