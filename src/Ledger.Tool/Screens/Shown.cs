using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Ledger.Tool.Words;
using Ledger.V1;

namespace Ledger.Tool.Screens;

/// <summary>The fields of a message as people read them, each under the contract's own name.</summary>
internal static class Shown
{
    // Dates and months are numbers to the contract.
    private static readonly HashSet<string> _dates = ["business_date", "expires_on", "usable_from", "until", "next_bonus_on"];
    private static readonly HashSet<string> _months = ["month", "late_of"];

    /// <summary>One value: its path of names, its text, whether it is a number, and whether anything was set.</summary>
    public sealed record Value(string Name, string Text, bool IsNumber, bool IsSet);

    /// <summary>The single values of a message; those of messages in it under both names: <c>holdings.points</c>.</summary>
    public static IEnumerable<Value> Values(IMessage message) => Values(message, "");

    /// <summary>The lists of messages in a message, those of messages in it too.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<IMessage> Rows)> Lists(IMessage message) => Lists(message, "");

    /// <summary>The text of a value, without anything that would move the cursor of a terminal.</summary>
    public static string Plain(string text) =>
        text.Any(char.IsControl) ? new string([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)]) : text;

    private static IEnumerable<Value> Values(IMessage message, string path)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsRepeated)
            {
                if (!IsList(field))
                    yield return new Value($"{path}{field.Name}", Joined(field, (IList)value), false, ((IList)value).Count > 0);
            }
            else if (field.FieldType == FieldType.Message && !IsWhole(field.MessageType))
            {
                // What is not there has the same columns as what is.
                var inner = (IMessage?)value ?? field.MessageType.Parser.ParseFrom(ByteString.Empty);
                foreach (var one in Values(inner, $"{path}{field.Name}.")) yield return one;
            }
            else
                yield return new Value($"{path}{field.Name}", Text(field, value), IsNumber(field), IsSet(field, message, value));
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<IMessage> Rows)> Lists(IMessage message, string path)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (IsList(field)) yield return ($"{path}{field.Name}", [.. ((IList)value).Cast<IMessage>()]);
            else if (!field.IsRepeated && field.FieldType == FieldType.Message && !IsWhole(field.MessageType) && value is IMessage inner)
                foreach (var one in Lists(inner, $"{path}{field.Name}.")) yield return one;
        }
    }

    // Messages that are one word to a reader.
    private static bool IsWhole(MessageDescriptor type) =>
        type == Timestamp.Descriptor || type == Scope.Descriptor || type == Side.Descriptor || type == ProgramValidity.Descriptor;

    private static bool IsList(FieldDescriptor field) =>
        field.IsRepeated && field.FieldType == FieldType.Message && !IsWhole(field.MessageType);

    private static bool IsNumber(FieldDescriptor field) =>
        field.FieldType is FieldType.Int32 or FieldType.Int64 && !_dates.Contains(field.Name) && !_months.Contains(field.Name);

    private static bool IsSet(FieldDescriptor field, IMessage message, object? value) =>
        field.HasPresence ? field.Accessor.HasValue(message) : value switch
        {
            null or "" or 0 or 0L or false => false,
            ByteString bytes => bytes.Length > 0,
            System.Enum => Convert.ToInt32(value, CultureInfo.InvariantCulture) != 0,
            _ => true,
        };

    private static string Joined(FieldDescriptor field, IList values) =>
        string.Join(", ", values.Cast<object>().Select(value => Text(field, value)));

    private static string Text(FieldDescriptor field, object? value) => value switch
    {
        null => "",
        Timestamp at => at.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Scope scope => ScopeWords.Of(scope),
        Side { PartyCase: Side.PartyOneofCase.Account } side => side.Account.ToString(CultureInfo.InvariantCulture),
        Side side => EnumWords.Of(side.System),
        ProgramValidity { Count: 0 } validity => EnumWords.Of(validity.Kind),
        ProgramValidity validity => $"{validity.Count} {EnumWords.Of(validity.Kind)}",
        ByteString { Length: 16 } key => new Guid(key.Span, bigEndian: true).ToString(),
        ByteString bytes => Convert.ToHexStringLower(bytes.Span),
        System.Enum => Name(field, Convert.ToInt32(value, CultureInfo.InvariantCulture)),
        bool isSo => isSo ? "yes" : "no",
        int date when _dates.Contains(field.Name) => date == 0 ? "" : $"{date / 10_000:D4}-{date / 100 % 100:D2}-{date % 100:D2}",
        int month when _months.Contains(field.Name) => month == 0 ? "" : $"{month / 100:D4}-{month % 100:D2}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Plain(value.ToString() ?? ""),
    };

    private static string Name(FieldDescriptor field, int number)
    {
        // Of the trial balance: the members' accounts together.
        if (number == 0) return field.FullName == "ledger.v1.TrialBalanceLine.system" ? "members" : "";
        var prefix = field.EnumType.FindValueByNumber(0).Name[..^"UNSPECIFIED".Length];
        return field.EnumType.FindValueByNumber(number) is { } known
            ? known.Name[prefix.Length..].ToLowerInvariant() : number.ToString(CultureInfo.InvariantCulture);
    }
}
