using System.Text.RegularExpressions;
using Ledger.Rules.Tests.Architecture;

namespace Ledger.Rules.Tests.Journal.Sql;

/// <summary>
/// I13: what is read has a bound. A text that reads names its LIMIT, or the keys it reads by, or writes a row for each of its arguments;
/// what does not is listed here with its reason.
/// </summary>
public sealed partial class BoundedSqlTests
{
    private static readonly string _root = Path.Combine(Repository.Root, "src", "Ledger.Server");

    private static readonly Dictionary<string, string> _exceptions = new(StringComparer.Ordinal)
    {
        // One answer, whatever there is.
        ["card_space"] = "one figure; reads a row for each batch of card numbers",
        ["made_since"] = "one figure; reads a row for each batch of card numbers",
        ["has_pins"] = "yes or no; asked at a start without a pepper file",
        ["has_callers"] = "yes or no",
        ["has_migrations"] = "yes or no",
        ["ping"] = "reads nothing", ["database_look"] = "settings and clock, one row",
        ["fixed"] = "the ledger has one such row",
        ["lock_batches"] = "a lock",
        ["lock_schema"] = "a lock",
        ["make_month"] = "a function's answer for one moment",
        // As many as were made by hand, read when the server starts.
        ["applied_migrations"] = "one row a migration",
        ["programs"] = "one row a version of a program",
        ["stores"] = "one row a store", ["programs_with_stores"] = "one row a program", ["missing_months"] = "one row a month",
        ["parties"] = "one row a store",
        ["make_ledger"] = "one row a partition, at most 1024",
        ["report_positions"] = "one row a partition, at most 1024",
        ["total_rests"] = "one row a partition, at most 1024",
        ["receipt_rests"] = "one row a partition, at most 1024",
        ["newest_posting"] = "one figure; reads a row for each partition",
        ["lock_totals"] = "a lock",
        ["lock_authority"] = "a lock", ["lock_secrets"] = "a lock",
        ["has_administrator"] = "yes or no", ["has_mixed_roles"] = "yes or no",
        // What every server holds in memory: as many as there are tills and backends.
        ["callers"] = "one row a caller", ["credentials"] = "one row a key of a caller", ["grants"] = "one row a role of a caller",
        ["persons"] = "one row an operator",
        ["ended_sessions"] = "the sessions that were ended since the last look, a second before",
        ["first_grants"] = "a row or two for each of the first callers",
        ["programs_there"] = "one row a program",
        // Parts of other texts.
        ["ends"] = "one row a partition, at most 1024",
        ["totalled"] = "what one row is to the totals",
        ["slice"] = "the rows of a step, or of a report behind the totals, which it moves on when they are many",
        ["aged"] = "the rows of a step, or of a report behind the receipts, and what is left of their lots",
        // As many rows as a step of the totals has.
        ["move_totals"] = "the rows of one step", ["total_days"] = "the rows of one step", ["total_ledger"] = "the rows of one step",
        ["total_numbers"] = "the rows of one step", ["total_receipts"] = "the rows of one step", ["move_receipts"] = "the rows of one step",
        ["whole_until"] = "one row a partition, at most 1024",
        // Of closings: the rows of a step, or all of a partition that verify reads.
        ["lock_closing"] = "a lock",
        ["closing_next"] = "one partition", ["closing_stands"] = "one partition",
        ["closing_reach"] = "the rows of one step", ["closing_states"] = "one row an account of one step",
        ["closings"] = "one row a month of a partition",
        ["closing_totals"] = "one row a ledger account and month", ["closing_helds"] = "one row a day of receipt and month",
        ["closed_accounts"] = "verify", ["closed_states"] = "verify", ["journal_copy"] = "the rows of one step, or verify",
        ["export_snapshot"] = "a name",
        // By a unique key of two columns, or of the partition itself.
        ["program_document"] = "one version of one program",
        ["confirm"] = "one lane", ["look_at_commit"] = "one session, and those that stand in its way",
        ["load_accounts"] = "one row an account that is asked for",
        ["partition_holders"] = "one row a partition, at most 1024",
        ["last_rows"] = "one row a partition that is asked for",
        ["replace_identifiers"] = "a function's answer",
        // Sums over the journal, on connections of their own and with a time limit; the answer has a row for each group.
        ["breakage"] = "report: a row for each asset and month",
        ["close_lines"] = "report: a row for each terminal, kind, outcome and asset of a store's day",
        ["liability_by_closings"] = "report: a row for each asset and age",
        ["closings_before"] = "one row a partition, at most 1024",
        ["by_age"] = "report: a row for each asset and age",
        ["liability_by_receipts"] = "report: a row for each asset and age",
        ["settlement"] = "report: a row for each store, branch or merchant",
        ["trial_balance"] = "report: a row for each asset and ledger account",
        ["statement"] = "so many transactions as its argument says, at most a page",
        // The command verify reads everything there is, row by row.
        ["audit_cards"] = "verify", ["audit_checkpoints"] = "verify", ["audit_partitions"] = "verify", ["audit_stores"] = "verify",
        ["audit_strays"] = "verify", ["stored_receipts"] = "verify", ["receipt_seq"] = "verify",
        ["audit_tables"] = "verify", ["audit_since"] = "verify", ["audit_totals"] = "verify", ["audit_receipts"] = "verify",
    };

    private static readonly string _migrations = Path.Combine(_root, "Journal", "Schema", "Migrations");

    private static Dictionary<string, string> Texts => Directory.EnumerateFiles(_root, "*.sql", SearchOption.AllDirectories)
        .Where(file => !file.StartsWith(_migrations, StringComparison.Ordinal)
            && !Path.GetRelativePath(_root, file).Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin"))
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText, StringComparer.Ordinal);

    [Fact]
    public void I13_What_is_read_has_a_bound() =>
        Assert.Equal([], Texts.Where(text => !IsBounded(text.Value) && !_exceptions.ContainsKey(text.Key)).Select(text => text.Key));

    [Fact]
    public void No_exception_is_left_that_is_none()
    {
        var texts = Texts;
        Assert.Equal([], _exceptions.Keys.Where(name => !texts.TryGetValue(name, out var text) || IsBounded(text)));
    }

    [Theory]
    [InlineData("SELECT a FROM journal WHERE account = @account", false)]
    [InlineData("SELECT a FROM journal WHERE account = @account LIMIT @limit", true)]
    [InlineData("SELECT a FROM journal WHERE account = @account -- LIMIT @limit", false)]
    [InlineData("SELECT a FROM journal, LATERAL (SELECT b FROM party LIMIT 1) AS party", false)]
    [InlineData("SELECT a FROM journal WHERE key = ANY (@keys)", true)]
    [InlineData("SELECT a FROM card c WHERE c.card = @card AND void_by IS NULL", true)]
    [InlineData("SELECT a FROM journal j JOIN unnest(@partitions::smallint[]) AS p (partition) USING (partition)", false)]
    [InlineData("INSERT INTO card (card) SELECT unnest(@cards::uuid[])", true)]
    [InlineData("INSERT INTO a (b) SELECT b FROM c", false)]
    [InlineData("WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a", false)]
    [InlineData("UPDATE partition SET epoch = epoch + 1 WHERE partition = @partition", true)]
    public void A_bound_is_seen(string text, bool isBounded) => Assert.Equal(isBounded, IsBounded(text));

    private static bool IsBounded(string text)
    {
        var plain = Comment().Replace(text, "");
        return !Reads().IsMatch(plain) || Bound().IsMatch(plain) || (Writes().IsMatch(plain) && Arguments().IsMatch(plain));
    }

    [GeneratedRegex("--.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bSELECT\b")]
    private static partial Regex Reads();

    [GeneratedRegex(@"\bLIMIT (@\w+|\d+)\s*$|= ANY \(@|\b(WHERE|AND) (\w+\.)?(key|card) = @|\bcard_free_identifiers\(@")]
    private static partial Regex Bound();

    [GeneratedRegex(@"\bINSERT INTO\b")]
    private static partial Regex Writes();

    [GeneratedRegex(@"\bunnest\(@|\bSELECT @")]
    private static partial Regex Arguments();
}
