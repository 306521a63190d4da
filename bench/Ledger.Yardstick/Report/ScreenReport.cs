using Ledger.Yardstick.Legs;
using Spectre.Console;

namespace Ledger.Yardstick.Report;

/// <summary>The results on the terminal.</summary>
internal static class ScreenReport
{
    public static void Write(IAnsiConsole console, Results results, IReadOnlyList<Leg> legs)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var head in ResultColumns.Heads) table.AddColumn(new TableColumn(head).NoWrap().RightAligned());
        foreach (var leg in legs)
            if (results.Of(leg.Name).Count > 0) table.AddRow([.. ResultColumns.Of(results, leg.Name).Select(Markup.Escape)]);
        console.Write(table);

        if (Comparison.Rows(results, legs) is { Count: > 0 } rows)
        {
            var compared = new Table().Border(TableBorder.Simple);
            foreach (var head in Comparison.Heads) compared.AddColumn(new TableColumn(head).NoWrap().RightAligned());
            foreach (var row in rows) compared.AddRow([.. row.Select(Markup.Escape)]);
            console.Write(compared);
        }

        var goals = new Table().Border(TableBorder.Simple).AddColumns("leg", "goal", "figure", "");
        foreach (var goal in Goal.All)
            if (goal.IsReached(results) is { } reached)
                goals.AddRow(
                    goal.Leg, $"{goal.Bound} {goal.What}", ResultColumns.Short(goal.Figure(results)),
                    reached ? "[green]reached[/]" : "[red]missed[/]");
        console.Write(goals);
    }
}
