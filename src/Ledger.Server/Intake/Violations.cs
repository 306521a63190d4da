using Ledger.V1.Rpc;

namespace Ledger.Server.Intake;

/// <summary>Collects what is wrong with a request, field by field, so that a caller sees all of it at once.</summary>
public sealed class Violations
{
    private const int CardMinLength = 8;
    private const int CardMaxLength = 64;
    private List<BadRequest.Types.FieldViolation>? _list;

    public bool Any => _list is not null;

    public IReadOnlyList<BadRequest.Types.FieldViolation> List => _list ?? [];

    /// <param name="field">Path of the field as the contract names it.</param>
    /// <param name="description">Continues a sentence that starts with the field.</param>
    /// <param name="reason">A constant for programs.</param>
    public void Add(string field, string description, string reason) =>
        (_list ??= []).Add(new BadRequest.Types.FieldViolation { Field = field, Description = description, Reason = reason });

    public void Range(string field, long value, long least, long most)
    {
        if (value < least || value > most) Add(field, $"must be {least} to {most}, not {value}", "OUT_OF_RANGE");
    }

    public void Text(string field, string text, int shortest, int longest)
    {
        if (text.Length == 0 && shortest > 0) Add(field, "is missing", "REQUIRED");
        else if (text.Length < shortest || text.Length > longest) Add(field, $"must have {shortest} to {longest} characters, not {text.Length}", "LENGTH");
        else if (HasControlCharacters(text)) Add(field, "must be UTF-8 without control characters", "CHARACTERS");
    }

    public void Card(string field, string token)
    {
        if (token.Length is < CardMinLength or > CardMaxLength) Text(field, token, CardMinLength, CardMaxLength);
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
