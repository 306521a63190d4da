using System.Runtime.CompilerServices;
using System.Text.Json;
using BenchmarkDotNet.Reports;

namespace Ledger.Bench;

/// <summary>Allocated bytes of each step, by its name; kept beside the sources in <c>baseline.json</c>.</summary>
internal sealed record Baseline(SortedDictionary<string, long> Bytes)
{
    /// <summary>What a background thread may allocate into a measurement now and then, in bytes per operation.</summary>
    private const long Slack = 8;

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    public static Baseline Of(IEnumerable<BenchmarkReport> reports) => new(new SortedDictionary<string, long>(
        reports.ToDictionary(
            report => $"{report.BenchmarkCase.Descriptor.Type.Name}.{report.BenchmarkCase.Descriptor.WorkloadMethod.Name}{Parameters(report)}",
            report => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0),
        StringComparer.Ordinal));

    public static Baseline Read() => new(new SortedDictionary<string, long>(
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(FileName()))!, StringComparer.Ordinal));

    public void Write() => File.WriteAllText(FileName(), JsonSerializer.Serialize(Bytes, Options) + "\n");

    /// <summary>Whether nothing in <paramref name="now"/> allocates more than here; says what does, and what is new or less.</summary>
    public bool Accepts(Baseline now, TextWriter log)
    {
        var regressions = 0;
        foreach (var (step, bytes) in now.Bytes)
            if (!Bytes.TryGetValue(step, out var was)) log.WriteLine($"NEW    {step}: {bytes} bytes; add it with --update-baseline");
            else if (bytes > was + Slack)
            {
                regressions++;
                log.WriteLine($"WORSE  {step}: {bytes} bytes, was {was}");
            }
            else if (bytes < was - Slack) log.WriteLine($"BETTER {step}: {bytes} bytes, was {was}; keep it with --update-baseline");
        log.WriteLine(regressions == 0
            ? $"{now.Bytes.Count} steps allocate no more than the baseline."
            : $"{regressions} steps allocate more than the baseline.");
        return regressions == 0;
    }

    private static string Parameters(BenchmarkReport report) =>
        report.BenchmarkCase.Parameters.Items.Count == 0 ? "" : $"({report.BenchmarkCase.Parameters.DisplayInfo.Trim('[', ']')})";

    // Beside this source file in the checkout; where that is not the one it was built from, the copy beside the program.
    private static string FileName([CallerFilePath] string source = "")
    {
        var committed = Path.Combine(Path.GetDirectoryName(source)!, "baseline.json");
        return File.Exists(committed) ? committed : Path.Combine(AppContext.BaseDirectory, "baseline.json");
    }
}
