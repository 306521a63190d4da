using System.Net;
using System.Text;

namespace Ledger.Load.Report;

/// <summary>
/// Puts a page together that needs nothing but itself: styles, script and data are inside, and a policy forbids it to load anything.
/// </summary>
internal sealed class HtmlPage(string title)
{
    private readonly StringBuilder _body = new();

    public HtmlPage Add(string html)
    {
        _body.Append(html).Append('\n');
        return this;
    }

    /// <summary>A section with a heading.</summary>
    public HtmlPage Section(string heading, string html, string note = "") => Add(
        $"<section><h2>{Text(heading)}</h2>{(note.Length > 0 ? $"<p class=\"note\">{Text(note)}</p>" : "")}{html}</section>");

    /// <summary>A place the script draws a chart into.</summary>
    public static string Chart(string name, string heading, string note = "") =>
        $"<figure class=\"chart\"><figcaption>{Text(heading)}{(note.Length > 0 ? $"<span>{Text(note)}</span>" : "")}</figcaption><div class=\"plot\" data-chart=\"{name}\"></div></figure>";

    /// <summary>A table. Cells are HTML; the first column is left, the rest right unless a heading begins with a space.</summary>
    /// <param name="headings">One for each column.</param>
    /// <param name="rows">The cells.</param>
    /// <param name="isProse">Cells are sentences: they wrap, and on a phone a row becomes a card.</param>
    public static string Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, bool isProse = false)
    {
        var table = new StringBuilder($"<div class=\"scroll\"><table{(isProse ? " class=\"prose\"" : "")}><thead><tr>");
        for (var i = 0; i < headings.Count; i++)
            table.Append($"<th{Side(i)}>{Text(headings[i].Trim())}</th>");
        table.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            table.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
                table.Append(row[i].StartsWith("<td", StringComparison.Ordinal) ? row[i] : $"<td{Side(i)}>{row[i]}</td>");
            table.Append("</tr>");
        }
        return table.Append("</tbody></table></div>").ToString();

        string Side(int column) => column == 0 || headings[column].StartsWith(' ') ? " class=\"left\"" : "";
    }

    /// <summary>A cell with a figure: what people read, and beside it the value and its place in the JSON.</summary>
    public static string Figure(string path, double value, string words) => FormattableString.Invariant(
        $"<td data-path=\"{path}\" data-value=\"{value:R}\">{Text(words)}</td>");

    public static string Badge(string word) => $"<span class=\"badge {Text(word)}\">{Text(word.Replace('_', ' '))}</span>";

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public string ToHtml(string json) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
        <meta name="color-scheme" content="light dark">
        <title>{Text(title)}</title>
        <style>
        {Resource("report.css")}
        </style>
        </head>
        <body>
        <main>
        {_body}
        </main>
        <script type="application/json" id="report">{json}</script>
        <script>
        {Resource("report.js")}
        </script>
        </body>
        </html>

        """;

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is missing in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
