using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Yardstick.Legs;

namespace Ledger.Yardstick.Report;

/// <summary>The results for programs: medians, and the rounds they come from.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(RunFacts facts, Results results, IReadOnlyList<Leg> legs) => JsonSerializer.Serialize(
        new
        {
            facts.Machine, facts.ServerRuntime, facts.Environs, facts.Command, facts.StartedAt, facts.Seconds, facts.Settings,
            Legs = legs.Where(leg => results.Of(leg.Name).Count > 0).Select(leg => LegOf(results, leg)),
            Goals = Goal.All.Where(goal => goal.Figure(results) is not null).Select(goal => new
            {
                goal.Leg, goal.What, goal.Target, goal.AtLeast, Figure = Rounded(goal.Figure(results)), Reached = goal.IsReached(results),
            }),
            NowToBefore = Comparison.Ratios(results, legs) is { Count: > 0 } ratios ? ratios : null,
            facts.Skipped,
        }, Options);

    private static object LegOf(Results results, Leg leg)
    {
        double? Figure(Func<Round, double?> figure) => Rounded(results.Median(leg.Name, figure));
        return new
        {
            leg.Name,
            TxPerSecond = Figure(r => r.TxPerSecond),
            RatioTo = new
            {
                Naive = Rounded(ResultColumns.Ratio(results, leg.Name, "naive")),
                    Tpcb = Rounded(ResultColumns.Ratio(results, leg.Name, "tpcb")),
                Copy = Rounded(ResultColumns.Ratio(results, leg.Name, "copy")),
                Echo = Rounded(ResultColumns.Ratio(results, leg.Name, "echo")),
                Unary = leg.ComparedWith.Contains("unary") ? Rounded(ResultColumns.Ratio(results, leg.Name, "unary")) : null,
                Batch = leg is GrowthLeg ? Rounded(ResultColumns.Ratio(results, leg.Name, "batch")) : null,
            },
            CpuMicrosPerTx = new { Client = Figure(r => r.ClientMicros), Server = Figure(r => r.ServerMicros),
            Postgres = Figure(r => r.PostgresMicros) },
            AloneMs = results.Median(leg.Name, r => r.AloneP99Ms) is null ? null
                : new { P50 = Figure(r => r.AloneP50Ms), P99 = Figure(r => r.AloneP99Ms), TimesP99 = Figure(r => r.HeldUp) },
            LatencyMs = new { P50 = Figure(r => r.P50Ms), P99 = Figure(r => r.P99Ms), P999 = Figure(r => r.P999Ms) },
            IdleMegabytes = Figure(r => r.IdleMegabytes),
            WalBytesPerTx = Figure(r => r.WalBytes),
            Disturbed = ResultColumns.IsDisturbed(results, leg.Name),
            FsyncsPerTx = Figure(r => r.Fsyncs),
            AllocatedBytesPerTx = Figure(r => r.AllocatedBytes),
            GcPausedMsPerSecond = Figure(r => r.PausedMsPerSecond),
            CompilingMsPerSecond = Figure(r => r.CompilingMsPerSecond),
            ServerResidentMegabytes = Figure(r => r.ResidentMegabytes),
            ServerStartSeconds = Figure(r => r.StartSeconds),
            ServerRestartSeconds = Figure(r => r.RestartSeconds),
            StealShare = Figure(r => r.StealShare),
            ForeignCpuShare = Figure(r => r.ForeignShare),
            leg.Description,
            Sound = results.Of(leg.Name).All(round => round.Wrong.Count == 0),
            Rounds = results.Of(leg.Name),
        };
    }

    // Four digits are more than such a measurement has.
    private static double? Rounded(double? figure) => figure is not { } value || !double.IsFinite(value) ? null
        : value == 0 ? 0 : Math.Round(value, Math.Clamp(4 - (int)Math.Ceiling(Math.Log10(Math.Abs(value))), 0, 8));
}
