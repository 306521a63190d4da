using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Journal.Columns;

/// <summary>
/// What rows and accounts know beyond their columns, as JSON: names in snake case, enums as numbers, bytes in base64, and nothing that is
/// null, zero or false.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(RowDetail))]
[JsonSerializable(typeof(Membership))]
internal sealed partial class DetailJson : JsonSerializerContext
{
    [return: NotNullIfNotNull(nameof(detail))]
    public static string? Write(RowDetail? detail) => detail is null ? null : JsonSerializer.Serialize(detail, Default.RowDetail);

    public static RowDetail Read(string json) => JsonSerializer.Deserialize(json, Default.RowDetail)!;

    public static RowDetail Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Default.RowDetail)!;
}
