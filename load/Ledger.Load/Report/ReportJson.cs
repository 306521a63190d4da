using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ledger.Load.Report;

/// <summary>Reports as JSON: names in snake_case, as in scenarios and metrics.</summary>
internal static class ReportJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Angle brackets stay escaped, because the HTML report carries the JSON in a script element.
        Encoder = JavaScriptEncoder.Default,
    };

    public static string Write<T>(T report) => JsonSerializer.Serialize(report, Options);

    /// <summary>Reads a run's report. Throws <see cref="InvalidDataException"/> when the file is none.</summary>
    public static RunReport Read(string file)
    {
        try
        {
            var report = JsonSerializer.Deserialize<RunReport>(File.ReadAllText(file), Options);
            if (report?.Format == RunReport.CurrentFormat)
                return report;
        }
        catch (JsonException)
        {
            // Told below.
        }
        throw new InvalidDataException($"{file} is not a report.json of this program ({RunReport.CurrentFormat}).");
    }
}
