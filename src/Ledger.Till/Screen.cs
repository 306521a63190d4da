using Spectre.Console;

namespace Ledger.Till;

/// <summary>Where the visit is told: with colours and tables on a terminal, as plain lines and aligned columns anywhere else.</summary>
internal sealed class Screen(IAnsiConsole console)
{
    private readonly bool _interactive = console.Profile.Out.IsTerminal;
    private int _step;

    public void Step(string title)
    {
        _step++;
        console.WriteLine();
        Line($"{_step}. {title}", "bold");
    }

    public void End(string verdict)
    {
        console.WriteLine();
        Line(verdict, "bold");
    }

    public void Say(string text) => Line($"   {text}", "default");

    public void Good(string text) => Line($"   ok: {text}", "green");

    public void Bad(string text) => Line($"   NOT AS EXPECTED: {text}", "red");

    /// <summary>Rows under headings; columns whose number is in <paramref name="rightAligned"/> hold figures.</summary>
    public void Table(string[] headings, IReadOnlyList<string[]> rows, params int[] rightAligned)
    {
        if (_interactive)
            Drawn(headings, rows, rightAligned);
        else
            Plain(headings, rows, rightAligned);
    }

    private void Drawn(string[] headings, IReadOnlyList<string[]> rows, int[] rightAligned)
    {
        var table = new Table().RoundedBorder();
        for (var column = 0; column < headings.Length; column++)
        {
            var drawn = new TableColumn(Markup.Escape(headings[column]));
            table.AddColumn(rightAligned.Contains(column) ? drawn.RightAligned() : drawn);
        }
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
    }

    private static void Plain(string[] headings, IReadOnlyList<string[]> rows, int[] rightAligned)
    {
        var all = rows.Prepend(headings).ToList();
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            var cells = row.Select((cell, column) =>
                rightAligned.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            Console.WriteLine($"   {string.Join("  ", cells)}".TrimEnd());
        }
    }

    private void Line(string text, string style)
    {
        // Spectre breaks lines at 80 columns when there is no terminal; a log wants them whole.
        if (_interactive)
            console.MarkupLineInterpolated($"[{style}]{text}[/]");
        else
            Console.WriteLine(text);
    }
}
