using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Spectre.Console;

namespace Ledger.Tool.Screens;

/// <summary>
/// Where answers are told: as tables on a terminal, as lines with tabs between in a file or pipe, or as the contract's JSON. Every value
/// has the contract's name.
/// </summary>
/// <param name="output">Where the text goes.</param>
/// <param name="isTerminal">Somebody looks at it.</param>
/// <param name="isJson">As JSON: one object.</param>
internal sealed class Screen(TextWriter output, bool isTerminal, bool isJson)
{
    private const int WidthMin = 80;

    private static readonly JsonFormatter _json = new(
        JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true).WithIndentation("  "));

    private static readonly JsonSerializerOptions _rows = new() { WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool _hasTold;

    /// <summary>Done before anything is told; null: nothing.</summary>
    public Action? BeforeTelling { get; init; }

    /// <summary>The answer is wanted as JSON.</summary>
    public bool IsJson => isJson;

    /// <summary>Tells a message: its single values that are set, then each of its lists as a table.</summary>
    /// <param name="answer">The message.</param>
    /// <param name="always">Single values that are told although they are not set.</param>
    /// <param name="columns">Of the first list: these columns; empty: those that have a value in some row.</param>
    public void Tell(IMessage answer, IReadOnlyList<string>? always = null, params string[] columns)
    {
        BeforeTelling?.Invoke();
        if (isJson)
        {
            output.WriteLine(_json.Format(answer));
            return;
        }
        // Where the next page begins is nothing to look at.
        var values = Shown.Values(answer)
            .Where(value => (value.IsSet || always?.Contains(value.Name) == true) && value.Name is not ("next_page" or "position"))
            .Select(value => (value.Name, value.Text)).ToList();
        var lists = Shown.Lists(answer).ToList();
        if (values.Count > 0) Sheet(values);
        foreach (var (at, (name, rows)) in lists.Index())
            if (rows.Count > 0 || lists.Count == 1 && values.Count == 0)
                Rows(values.Count > 0 || lists.Count > 1 ? name : "", Cells(rows, at == 0 ? columns : []));
    }

    /// <summary>Tells rows that are no message of the contract; as JSON an object with a list of that name.</summary>
    public void Tell(string name, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        BeforeTelling?.Invoke();
        if (isJson)
        {
            var objects = rows.Select(row => columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second)).ToList();
            output.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object> { [name] = objects }, _rows));
            return;
        }
        Rows("", new Table(columns, [.. rows.Select(row => row.Select(Shown.Plain).ToArray())], new HashSet<string>()));
    }

    /// <summary>Says something in a line, to people alone.</summary>
    public void Say(string line)
    {
        if (isJson) return;
        BeforeTelling?.Invoke();
        output.WriteLine(line);
        _hasTold = true;
    }

    private sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows, IReadOnlySet<string> Numbers);

    private static Table Cells(IReadOnlyList<IMessage> rows, string[] wanted)
    {
        var read = rows.Select(row => WithLists(row).ToList()).ToList();
        var columns = wanted.Length > 0 ? wanted
            : read.FirstOrDefault()?.Select(value => value.Name)
            .Where(name => read.Any(row => row.Exists(one => one.Name == name && one.IsSet)))
                .ToArray() ?? [];
        var numbers = read.FirstOrDefault()?.Where(value => value.IsNumber).Select(value => value.Name).ToHashSet() ?? [];
        return new Table(columns, [.. read.Select(row => columns.Select(name => TextOf(row, name)).ToArray())], numbers);
    }

    // A list in a row is one cell.
    private static IEnumerable<Shown.Value> WithLists(IMessage row) => Shown.Values(row).Concat(
        Shown.Lists(row).Select(list =>
        new Shown.Value(list.Name, string.Join("; ", list.Rows.Select(OneCell)), false, list.Rows.Count > 0)));

    private static string OneCell(IMessage message) => message is V1.Grant grant ? Words.ScopeWords.Of(grant)
        : string.Join(' ', Shown.Values(message).Where(value => value.IsSet).Select(value => value.Text));

    private static string TextOf(List<Shown.Value> row, string name)
    {
        var value = row.Find(one => one.Name == name) ?? throw new InvalidOperationException($"There is no {name} in a row.");
        // Numbers of 32 bits count from 1: 0 says that there is none.
        return !value.IsSet && value is { IsNumber: true } && name is "store" or "terminal" or "by" or "operator" ? "" : value.Text;
    }

    private void Sheet(List<(string Name, string Text)> values)
    {
        Gap();
        if (!isTerminal)
        {
            foreach (var (name, text) in values) output.WriteLine($"{name}\t{text}");
            return;
        }
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach (var (name, text) in values) grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(text));
        Terminal().Write(grid);
    }

    private void Rows(string title, Table table)
    {
        Gap();
        if (!isTerminal)
        {
            if (title.Length > 0) output.WriteLine(title);
            if (table.Columns.Count > 0) output.WriteLine(string.Join('\t', table.Columns));
            foreach (var row in table.Rows) output.WriteLine(string.Join('\t', row));
            return;
        }
        if (table.Rows.Count == 0)
        {
            output.WriteLine("none");
            return;
        }
        var drawn = new Spectre.Console.Table { Border = TableBorder.Simple };
        if (title.Length > 0) drawn.Title = new TableTitle(Markup.Escape(title));
        foreach (var column in table.Columns)
            drawn.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold)))
            {
                Alignment = table.Numbers.Contains(column) ? Justify.Right : Justify.Left,
            });
        foreach (var row in table.Rows) drawn.AddRow(row.Select(cell => new Text(cell)));
        Terminal().Write(drawn);
    }

    private void Gap()
    {
        if (_hasTold) output.WriteLine();
        _hasTold = true;
    }

    private IAnsiConsole Terminal()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(WidthMin, console.Profile.Width);
        return console;
    }
}
