using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Ledger.Server.Basics;

namespace Ledger.Server.Contract;

/// <summary>Collects what is wrong with a request, field by field, so that a caller sees all of it at once.</summary>
public sealed class Violations
{
    private const int TokenMaxLength = 64;
    private const int IdentifierMinLength = 4;
    private const int PinMinLength = 4;
    private const int PinMaxLength = 12;
    private const int CodeMaxLength = 64;
    private List<BadRequest.Types.FieldViolation>? _list;
    private int _nowCount;

    public bool Any => _list is not null;

    /// <summary>
    /// True: something is wrong that was wrong at all times, so no key was ever answered with it. False: nothing is wrong, or only now, and
    /// a key may have had its answer before.
    /// </summary>
    public bool AreFinal => List.Count > _nowCount;

    public IReadOnlyList<BadRequest.Types.FieldViolation> List => _list ?? [];

    /// <summary>Ends a single call that has any, with all of them.</summary>
    public void ThrowIfAny()
    {
        if (Any) throw Problems.ToException(Problems.Invalid(List));
    }

    /// <param name="field">Path of the field as the contract names it.</param>
    /// <param name="description">Continues a sentence that starts with the field.</param>
    /// <param name="reason">A constant for programs.</param>
    public void Add(string field, string description, string reason) =>
        (_list ??= []).Add(new BadRequest.Types.FieldViolation { Field = field, Description = description, Reason = reason });

    /// <summary>
    /// The same, of what is wrong now and may have been right before: by a clock, by a bound that was lowered, by a rule that 0.2.0 did not
    /// have. The retry of a key that was answered then has that answer.
    /// </summary>
    public void AddNow(string field, string description, string reason)
    {
        Add(field, description, reason);
        _nowCount++;
    }

    public void Range(string field, long value, long least, long most)
    {
        if (value < least || value > most) Add(field, $"must be {least} to {most}, not {value}", "OUT_OF_RANGE");
    }

    /// <summary>The same, of a bound that an operator sets; what was never within it is wrong at all times.</summary>
    public void Range(string field, long value, long least, long most, (long Least, long Most) ever)
    {
        if (value < ever.Least || value > ever.Most) Range(field, value, least, most);
        else if (value < least || value > most) AddNow(field, $"must be {least} to {most}, not {value}", "OUT_OF_RANGE");
    }

    /// <summary>An amount; <paramref name="most"/> is <see cref="Limits.AmountMax"/>, which may have been a larger one before.</summary>
    public void Amount(string field, long value, long least, long most) =>
        Range(field, value, least, most, (least < 0 ? -Limits.AmountLargest : least, Limits.AmountLargest));

    public void Text(string field, string text, int shortest, int longest)
    {
        if (text.Length == 0 && shortest > 0) Add(field, "is missing", "REQUIRED");
        else if (text.Length < shortest || text.Length > longest)
            Add(field, $"must have {shortest} to {longest} characters, not {text.Length}", "LENGTH");
        else if (HasControlCharacters(text)) Add(field, "must be UTF-8 without control characters", "CHARACTERS");
        else if (Unseen.In(text) is { } unseen) AddNow(field, $"has {unseen}, which nobody sees as what it is", "CHARACTERS");
    }

    /// <summary>True for a moment that is within protobuf's own bounds: years 1 to 9999, nanoseconds below a second.</summary>
    public bool Moment(string field, Timestamp stated)
    {
        var isRight = stated.Seconds is >= -62_135_596_800 and <= 253_402_300_799 && stated.Nanos is >= 0 and <= 999_999_999;
        if (!isRight) Add(field, "is not a valid timestamp", "MALFORMED");
        return isRight;
    }

    public void Account(string field, long number) => Range(field, number, 1, AccountNumber.Largest);

    /// <summary>The code of a card, as it is or as it is normalised; which of them counts is for the program to say.</summary>
    public void Card(string field, string code)
    {
        if (CardCode.IsExact(code) || CardCode.Normal(code) is not null) return;
        Token(field, code, CardCode.MinLength);
    }

    /// <summary>A code of the program document: of a card type, tier, category, reward or action.</summary>
    public void Code(string field, string code, bool required = false) => Text(field, code, required ? 1 : 0, CodeMaxLength);

    /// <summary>A payment PIN. What was typed is never told.</summary>
    public void Pin(string field, string pin)
    {
        if (pin.Length is < PinMinLength or > PinMaxLength) Text(field, pin, PinMinLength, PinMaxLength);
        else if (pin.AsSpan().ContainsAnyExceptInRange('0', '9')) Add(field, "must be digits", "CHARACTERS");
    }

    /// <summary>The last four of a card that is meant; empty: none is named.</summary>
    public void LastFour(string field, string lastFour)
    {
        if (lastFour.Length > 0 && (lastFour.Length != 4 || lastFour.AsSpan().ContainsAnyExceptInRange(' ', '~')))
            Add(field, "must be four printable ASCII characters, or empty", "LENGTH");
    }

    public void Identifier(string field, V1.Identifier identifier)
    {
        if (identifier.Kind is not (V1.IdentifierKind.MemberNumber or V1.IdentifierKind.Mobile or V1.IdentifierKind.Document))
            Add($"{field}.kind", "must be member_number, mobile or document", "REQUIRED");
        Token($"{field}.value", identifier.Value, IdentifierMinLength);
    }

    /// <summary>Identifiers that are given to an account: of each kind one.</summary>
    public void Identifiers(string field, RepeatedField<V1.Identifier> identifiers)
    {
        for (var i = 0; i < identifiers.Count; i++)
        {
            Identifier($"{field}[{i}]", identifiers[i]);
            for (var earlier = 0; earlier < i; earlier++)
                if (identifiers[earlier].Kind == identifiers[i].Kind)
                {
                    Add($"{field}[{i}].kind", "is there already: each kind at most once", "REPEATED");
                    break;
                }
            // More than there are kinds: repeated ones were told, and a long list is not gone through.
            if (i == 3) break;
        }
    }

    /// <summary>A key: 16 bytes, a UUID version 7. The default is returned for other bytes.</summary>
    public Guid Key(string field, ByteString bytes)
    {
        if (bytes.IsEmpty) Add(field, "is missing: 16 bytes, a UUID version 7", "REQUIRED");
        else if (UuidV7.TryRead(bytes.Span, out var key)) return key;
        else Add(field, $"is not a UUID version 7 in 16 bytes (got {bytes.Length} bytes)", "KEY_MALFORMED");
        return default;
    }

    private void Token(string field, string token, int shortest)
    {
        if (token.Length < shortest || token.Length > TokenMaxLength) Text(field, token, shortest, TokenMaxLength);
        else if (token.AsSpan().ContainsAnyExceptInRange(' ', '~')) Add(field, "must be printable ASCII", "CHARACTERS");
    }

    private static bool HasControlCharacters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            // The replacement character is what bytes that are not UTF-8 are read as; nobody types it.
            if (char.IsControl(text[i]) || text[i] == '\uFFFD') return true;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return true;
        }
        return false;
    }
}
