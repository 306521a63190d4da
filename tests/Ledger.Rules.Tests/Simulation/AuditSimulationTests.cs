using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Audit;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Closings;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Commit;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>
/// What <c>verify</c> folds, on random lives: a sound history of all there is gives no finding, and a checkpoint of which anything is
/// changed gives one.
/// </summary>
public sealed class AuditSimulationTests
{
    private const int Histories = 150;
    private const int HarmedHistories = 25;
    private const int Operations = 200;
    private const int Changes = 14;
    private const short Partition = 3;
    private const short Partitions = 8;

    [Fact]
    public void I6_A_sound_history_of_all_there_is_gives_no_finding()
    {
        for (var seed = 1; seed <= Histories; seed++)
        {
            var history = new SimulatedHistory(seed, Operations, undoes: seed % 2 == 0);
            if (seed % 3 == 0) history.UndoOutOfTurn(Changes);
            var findings = Verified(history);

            Assert.True(findings.Count == 0, $"Seed {seed}: {string.Join("\n", findings.Take(5))}");
        }
    }

    [Fact]
    public void I6_What_goes_on_from_a_closing_gives_no_finding_either()
    {
        for (var seed = 1; seed <= Histories; seed++)
        {
            var history = new SimulatedHistory(seed, Operations, undoes: seed % 2 == 0);
            if (seed % 3 == 0) history.UndoOutOfTurn(Changes);
            var firsts = history.Rules.Journal.Where(row => row.Leg == 0).ToArray();
            var findings = Verified(history, firsts[new Random(seed).Next(firsts.Length)].Seq - 1);

            Assert.True(findings.Count == 0, $"Seed {seed}: {string.Join("\n", findings.Take(5))}");
        }
    }

    [Fact]
    public void I6_Each_part_of_a_checkpoint_is_compared_with_the_rows()
    {
        var parts = new HashSet<string>();
        for (var seed = 1; seed <= HarmedHistories; seed++)
        {
            var history = new SimulatedHistory(seed, Operations);
            history.UndoOutOfTurn(Changes);
            foreach (var account in history.Rules.Accounts.Values) CheckEachPart(history, account, parts, $"seed {seed}");
        }
        // What no life has gets into no checkpoint, and nothing is shown of it.
        string[] least =
        [
            "loads[5]", "extended", "spent_at", "owed", "cards[5]", "cards[6]", "membership.tier_floor.tier", "membership.tier_by_hand",
            "membership.is_loaded", "membership.status_by_seq", "membership.pin_tries_by_seq", "membership.pin_failed_at",
            "membership.identifiers.id", "activity.days[1]",
        ];
        Assert.Empty(least.Except(parts));
    }

    private static void CheckEachPart(SimulatedHistory history, AccountState account, HashSet<string> parts, string where)
    {
        var folded = new FoldedAccount(DateTime.MinValue);
        foreach (var row in history.Rules.Journal.Where(row => row.Account == account.Account))
            folded.Take(row, history.RulesAt(row.Program, row.BusinessTime), "", (_, _) => { });
        var written = AccountDetail.Write(account);
        Assert.False(IsFound(folded, account, written), $"{where}, account {account.Account}");

        foreach (var (part, harmed) in Harm.Of(written))
        {
            parts.Add(part);
            Assert.True(
                IsFound(folded, account, harmed), $"{where}, account {account.Account}: {part} was changed in\n{written}\n{harmed}");
        }
    }

    private static bool IsFound(FoldedAccount folded, AccountState account, string detail)
    {
        var findings = 0;
        try
        {
            var stored = AccountDetail.Read(account.Account, account.Program, account.LastSeq, account.Principal, detail);
            // What says the same in other words is no harm.
            if (detail != AccountDetail.Write(account) && Said(account, detail) == Said(account, AccountDetail.Write(account))) return true;
            folded.Compare(stored, "", (_, _) => findings++);
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException
            or InvariantBrokenException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return true;
        }
        return findings > 0;
    }

    // A membership that is not there is one to which nothing has happened.
    private static string Said(AccountState account, string detail)
    {
        var json = JsonNode.Parse(detail)!.AsObject();
        if (!json.ContainsKey("membership"))
            json["membership"] = JsonSerializer.SerializeToNode(Membership.New, DetailJson.Default.Membership);
        return AccountDetail.Write(
            AccountDetail.Read(account.Account, account.Program, account.LastSeq, account.Principal, json.ToJsonString()));
    }

    private static List<string> Verified(SimulatedHistory history, long closedSeq = 0)
    {
        var findings = new List<string>();
        void Report(string check, string where) => findings.Add($"{check}: {where}");
        var later = closedSeq > 0 ? new LaterDirectory(Report) : null;
        var (rules, journal) = (new DecidedRules(), history.Rules.Journal);
        IDirectoryFold directory = later is null ? new DirectoryFold(Report) : later;
        foreach (var version in history.Versions) rules.Add(version);
        var checkpoints = history.Rules.Accounts.Values.ToDictionary(account => account.Account, account => AccountDetail.Read(
            account.Account, account.Program, account.LastSeq, account.Principal, AccountDetail.Write(account)));
        var fold = new PartitionFold(
            Partition, Partitions, journal.Count, checkpoints, directory, rules, new RowChecks(rules, Report), DateTime.MinValue, Report);
        if (later is not null) Begin(fold, later, [.. journal.Where(row => row.Seq <= closedSeq)]);
        foreach (var row in journal)
            if (row.Seq > closedSeq) fold.Take(row);
        fold.End(journal.Count + 1);
        foreach (var (card, voidBy) in Directory(history)) directory.Compare(card, voidBy);
        directory.End();
        // The life knows one partition.
        findings.RemoveAll(finding => finding.EndsWith("the account belongs to another partition", StringComparison.Ordinal));
        return findings;
    }

    // As closings have what the rows leave.
    private static void Begin(PartitionFold fold, LaterDirectory directory, JournalRow[] rows)
    {
        var (totals, held) = (new LedgerSums(), new HeldSums());
        var accounts = new Dictionary<long, (AccountState State, ReceiptStock Receipts)>();
        foreach (var row in rows)
        {
            if (!accounts.TryGetValue(row.Account, out var account))
                accounts.Add(row.Account, account = (new AccountState(row.Account), new ReceiptStock()));
            account.State.Apply(row);
            account.Receipts.Take(row, held);
            totals.Take(row);
        }
        fold.Begin(rows.Length == 0 ? 0 : rows[^1].Seq, totals.Sums.Select(sum => new ClosingTotal(
            default, sum.Key.Program, (short)sum.Key.Asset, (short)sum.Key.Counter, sum.Value.Given, sum.Value.Taken)));
        foreach (var (state, receipts) in accounts.Values)
        {
            var closed = new ClosedAccount(
                state.Account, default, state.Program, state.LastSeq, state.Points, state.Principal, state.Bonus,
                AccountDetail.Write(state), ReceiptStock.Read(receipts.Write()).Write());
            Assert.Equal(receipts.Write(), closed.Receipts);
            Assert.Equal(
                (state.Points, state.Principal, state.Bonus),
                (receipts.Sum(Asset.Points), receipts.Sum(Asset.Principal), receipts.Sum(Asset.Bonus)));
            directory.Begin(closed.State());
            fold.Begin(closed);
        }
    }

    // The table of cards and identifiers after each transaction was committed by itself.
    private static List<(GivenCard Card, Guid? VoidBy)> Directory(SimulatedHistory history)
    {
        var table = new List<(GivenCard Card, Guid? VoidBy)>();
        void End(Func<GivenCard, bool> which, Guid by)
        {
            for (var at = 0; at < table.Count; at++)
                if (table[at].VoidBy is null && which(table[at].Card))
                    table[at] = (table[at].Card, by);
        }
        foreach (var rows in history.Rules.Journal.GroupBy(row => row.Key).Select(rows => rows.ToArray()))
        {
            foreach (var freed in FreedIdentifier.In(rows) ?? [])
                End(card => (card.Id, card.Account) == (freed.Id, freed.Account), freed.Key);
            foreach (var given in GivenCard.In(rows) ?? [])
            {
                if (table.Any(row => row.VoidBy is null && (row.Card with { Key = given.Key }) == given)) continue;
                End(card => card.Kind != IdentifierKind.Card && (card.Account, card.Kind) == (given.Account, given.Kind), given.Key);
                table.Add((given, null));
            }
        }
        return table;
    }
}
