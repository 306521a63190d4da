using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Ledger.Server.Basics;

namespace Ledger.Server.Queries;

/// <summary>How values are written in CSV files: plain numbers, ISO 8601 days and moments, the contract's words in snake case.</summary>
internal static class CsvValues
{
    // =, +, - and @, and what NFKC makes one of them; a tab or a line break in front of a sign hides it.
    private const string FormulaSigns = "=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u207C\u208C\u207A\u208A";

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>POINTS_ISSUED as points_issued; unspecified as nothing.</summary>
    public static string Of<T>(T word) where T : struct, System.Enum =>
        Convert.ToInt32(word, CultureInfo.InvariantCulture) == 0 ? "" : JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());

    /// <summary>A moment as 2026-01-31T16:00:00.123456Z.</summary>
    public static string Of(Timestamp? moment) =>
        moment is null ? "" : moment.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A key as a UUID.</summary>
    public static string Of(ByteString key) => UuidV7.TryReadHeld(key.Span, out var uuid) ? uuid.ToString() : Convert.ToHexString(key.Span);

    /// <summary>20260131 as 2026-01-31; 0 as nothing; a lot of 1 as owed.</summary>
    public static string Day(int number) => number switch
    {
        0 => "",
        1 => "owed",
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 10_000:0000}-{number / 100 % 100:00}-{number % 100:00}"),
    };

    /// <summary>202601 as 2026-01.</summary>
    public static string Month(int number) => string.Create(CultureInfo.InvariantCulture, $"{number / 100:0000}-{number % 100:00}");

    /// <summary>
    /// What a caller wrote. A spreadsheet takes a text that begins like a formula for one, and some take the wide, small, raised and
    /// lowered forms of the signs for the signs (they are equal after NFKC); an apostrophe in front keeps it a text.
    /// </summary>
    public static string Text(string text) => text.Length > 0 && FormulaSigns.Contains(text[0]) ? "'" + text : text;
}
