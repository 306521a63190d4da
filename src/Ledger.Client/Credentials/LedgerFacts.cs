using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ledger.Client.Credentials;

/// <summary>
/// The file <c>ledger</c> of a credential's folder: which ledger it is for, where that is, and which of its callers has it.
/// </summary>
internal sealed record LedgerFacts(
    [property: JsonPropertyName("address")] string Address, [property: JsonPropertyName("ledger")] string Ledger,
    [property: JsonPropertyName("caller")] int Caller, [property: JsonPropertyName("store")] int Store,
    [property: JsonPropertyName("terminal")] int Terminal)
{
    private static readonly JsonSerializerOptions _lines = new() { WriteIndented = true };

    public static LedgerFacts Read(string text) =>
        JsonSerializer.Deserialize<LedgerFacts>(text) ?? throw new JsonException("The file is empty.");

    public string ToText() => JsonSerializer.Serialize(this, _lines);
}
