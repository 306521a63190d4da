using Ledger.Rules.Codes;
using Ledger.Server.Audit;
using Ledger.Server.Programs;

namespace Ledger.Client.Testing.Books;

/// <summary>Folds all rows by the server's own audit, which trusts nothing the writer asserts, and compares with the directory.</summary>
internal static class Proof
{
    /// <summary>What does not hold, a sentence each; empty: the books are sound.</summary>
    public static IReadOnlyList<string> Of(MemoryJournal journal, MemoryDirectory directory, ProgramBook programs)
    {
        var findings = new List<string>();
        void Report(string invariant, string where) => findings.Add($"{invariant}: {where}");

        var (cards, rules) = (new DirectoryFold(Report), new DecidedRules());
        foreach (var version in programs.Versions) rules.Add(version);
        var checks = new RowChecks(rules, Report);
        for (short partition = 0; partition < journal.Partitions; partition++)
        {
            // Without checkpoints: the journal alone is what there is.
            var fold = new PartitionFold(partition, journal.Partitions, 0, [], cards, rules, checks, DateTime.MinValue, Report);
            foreach (var row in journal.Of(partition)) fold.Take(row);
            fold.End(journal.Of(partition).Count + 1);
        }
        foreach (var (given, endedBy) in directory.All) cards.Compare(given, endedBy);
        cards.End();
        return findings;
    }

    /// <summary>Debits and credits by asset and ledger account, the members together first; program 0 takes all.</summary>
    public static V1.TrialBalance TrialBalanceOf(MemoryJournal journal, int program)
    {
        var moved = journal.All.Where(row => row.Amount != 0 && (program == 0 || row.Program == program)).ToArray();
        var members = moved.GroupBy(row => (row.Asset, Counter: SystemAccount.None))
            .Select(rows => LineOf(rows.Key.Asset, rows.Key.Counter, debits: Sum(rows, -1), credits: Sum(rows, 1)));
        var system = moved.GroupBy(row => (row.Asset, row.Counter))
            .Select(rows => LineOf(rows.Key.Asset, rows.Key.Counter, debits: Sum(rows, 1), credits: Sum(rows, -1)));
        return new V1.TrialBalance { Lines = { members.Concat(system).OrderBy(line => line.Asset).ThenBy(line => line.System) } };
    }

    // Of the rows that move in one direction.
    private static long Sum(IEnumerable<Ledger.Rules.Rows.JournalRow> rows, int sign) =>
        rows.Where(row => Math.Sign(row.Amount) == sign).Sum(row => Math.Abs(row.Amount));

    private static V1.TrialBalanceLine LineOf(Asset asset, SystemAccount counter, long debits, long credits) =>
        new() { Asset = (V1.Asset)asset, System = (V1.SystemAccount)counter, Debits = debits, Credits = credits };
}
