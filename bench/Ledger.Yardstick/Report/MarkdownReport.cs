using System.Globalization;
using System.Text;
using Ledger.Yardstick.Legs;

namespace Ledger.Yardstick.Report;

/// <summary>The results for people, made to be pasted into bench/RESULTS.md.</summary>
internal static class MarkdownReport
{
    public static string Write(RunFacts facts, Results results, IReadOnlyList<Leg> legs)
    {
        var ran = legs.Where(leg => results.Of(leg.Name).Count > 0).ToArray();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"### {facts.StartedAt:yyyy-MM-dd HH:mm} UTC, `{facts.Command}`, {facts.Seconds:0} s").AppendLine();
        Line(text, $"Machine: {facts.Machine}, shared by client, server and PostgreSQL.");
        Line(text, $"Server's runtime: {facts.ServerRuntime}. Environment: {facts.Environs}.");
        Line(text, $"PostgreSQL: {string.Join(", ", facts.Settings.Select(each => $"{each.Key} = {each.Value}"))}.");
        text.AppendLine();
        Row(text, ResultColumns.Heads);
        Row(text, ResultColumns.Heads.Select((_, column) => column == 0 ? "---" : "---:"));
        foreach (var leg in ran) Row(text, ResultColumns.Of(results, leg.Name));
        text.AppendLine();
        Line(text, "Medians over the rounds; µs and bytes are per transaction; ratios are medians of the ratios within a round. A transaction is an");
        Line(text, "answered operation, refusals and replays included. \"Others\" is the CPU that went to other machines and processes.");
        text.AppendLine();
        foreach (var leg in ran)
        {
            var remark = results.Of(leg.Name)[^1].Remark;
            text.AppendLine(CultureInfo.InvariantCulture, $"- **{leg.Name}**: {leg.Description}{(remark is null ? "" : $" ({remark})")}");
        }
        foreach (var (leg, why) in facts.Skipped) text.AppendLine(CultureInfo.InvariantCulture, $"- **{leg}** did not run: {why}");

        text.AppendLine();
        if (Comparison.Rows(results, legs) is { Count: > 0 } rows)
        {
            Row(text, Comparison.Heads);
            Row(text, Comparison.Heads.Select((_, column) => column == 0 ? "---" : "---:"));
            foreach (var row in rows) Row(text, row);
            text.AppendLine();
        }
        Row(text, ["leg", "goal", "figure", ""]);
        Row(text, ["---", "---", "---:", "---"]);
        foreach (var goal in Goal.All)
            if (goal.IsReached(results) is { } reached)
                Row(text, [goal.Leg, $"{goal.Bound} {goal.What}", ResultColumns.Short(goal.Figure(results)),
                    reached ? "reached" : "**missed**"]);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string line) => text.AppendLine(line);

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
}
