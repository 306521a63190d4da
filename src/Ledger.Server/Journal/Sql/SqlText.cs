using System.Collections.Concurrent;
using Ledger.Server.Journal.Columns;

namespace Ledger.Server.Journal.Sql;

/// <summary>The SQL of this folder and the migrations, from the .sql files built into the assembly.</summary>
internal static class SqlText
{
    private static readonly ConcurrentDictionary<string, string> Texts = new();

    public static readonly string Append = Read("append");
    public static readonly string IssueCards = Read("issue_cards");
    public static readonly string TakeOver = Read("take_over");
    public static readonly string Renew = Read("renew");
    public static readonly string Release = Read("release");
    public static readonly string LoadAccounts = Read("load_accounts");
    public static readonly string CheckpointAccounts = Read("checkpoint_accounts");
    public static readonly string CheckpointPartition = Read("checkpoint_partition");
    public static readonly string Tail = Read("tail");
    public static readonly string FindKeys = Read("find_keys");
    public static readonly string FindRelated = Read("find_related");
    public static readonly string TransfersUnderWay = Read("transfers_under_way");
    public static readonly string DueByDay = Read("due_by_day");
    public static readonly string DueHolds = Read("due_holds");
    public static readonly string AuditTransit = Read("audit_transit");
    public static readonly string AuditReturns = Read("audit_returns");
    public static readonly string Statement = Read("statement");
    public static readonly string TrialBalance = Read("trial_balance");

    /// <summary>The migrations in order: number, name, text.</summary>
    public static IReadOnlyList<(int Number, string Name, string Text)> Migrations { get; } =
        [.. from resource in typeof(SqlText).Assembly.GetManifestResourceNames()
            let name = resource[..^".sql".Length].Split('.')[^1]
            where resource.Contains(".Migrations.", StringComparison.Ordinal)
            orderby name
            select (int.Parse(name[..3], System.Globalization.CultureInfo.InvariantCulture), name, Load(resource))];

    /// <summary>A text by its name in this folder, e.g. <c>append</c>.</summary>
    public static string Read(string name) => Texts.GetOrAdd(name, static name => Load($"{typeof(SqlText).Namespace}.{name}.sql"));

    // {row} stands for the columns of the journal in the order in which RowReader takes them.
    private static string Load(string resource)
    {
        var text = LoadPlain(resource);
        return text.Contains("{row}", StringComparison.Ordinal) ? text.Replace("{row}", Read("row").TrimEnd(), StringComparison.Ordinal) : text;
    }

    private static string LoadPlain(string resource)
    {
        using var stream = typeof(SqlText).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {resource}.");
        return new StreamReader(stream).ReadToEnd();
    }
}
