using Ledger.Crash.Tests.Journals;
using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Audit;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Columns;

namespace Ledger.Crash.Tests.Simulation;

/// <summary>What must hold of a history once it is quiet.</summary>
internal static class HistoryChecks
{
    public static void Check(History history)
    {
        var transactions = history.Store.AllRows().GroupBy(row => row.Key).ToDictionary(rows => rows.Key, rows => rows.ToArray());
        var told = history.AllTills.SelectMany(till => till.Told).ToArray();
        CheckAnswers(told, transactions);
        CheckOrder(history);
        CheckDecisions(history, told.ToLookup(sent => sent.Operation.Key, sent => sent.Operation));
        CheckFold(history);
        CheckCards(history);
    }

    private static void CheckAnswers(Sent[] told, Dictionary<Guid, JournalRow[]> transactions)
    {
        foreach (var sent in told.GroupBy(sent => sent.Operation.Key))
        {
            var receipts = sent.Where(s => s.Receipt is not null).Select(s => Plain(s.Receipt!)).ToArray();
            if (!transactions.TryGetValue(sent.Key, out var rows))
            {
                Require(receipts.Length == 0, "I3",
                    $"key {sent.Key} was answered with {receipts.FirstOrDefault()} and is not in the journal");
                continue;
            }
            Require(receipts.Length > 0, "I9", $"key {sent.Key} was told {sent.First().Problem} and is in the journal");
            foreach (var receipt in receipts)
                Require(receipt.Equals(Receipts.Of(rows)), "I3 I5",
                    $"key {sent.Key} was answered with {receipt}, the journal holds {Receipts.Of(rows)}");
        }
        var known = told.Select(sent => sent.Operation.Key).ToHashSet();
        foreach (var key in transactions.Keys) Require(known.Contains(key), "I8", $"key {key} was sent by nobody");
    }

    /// <summary>A till sends one operation after the other, so its operations on an account stand in the journal in this order.</summary>
    private static void CheckOrder(History history)
    {
        foreach (var till in history.AllTills)
            foreach (var account in till.Told.Where(sent => sent.Receipt is not null).DistinctBy(sent => sent.Operation.Key)
                .GroupBy(sent => sent.Operation.Account))
                Require(account.Zip(account.Skip(1)).All(pair => pair.First.Receipt!.Sequence < pair.Second.Receipt!.Sequence),
                    "I4", $"account {account.Key}: operations stand in another order than they were answered");
    }

    // Lists in a detail are the same when they say the same.
    private static (JournalRow, string?) Told(JournalRow row) => (row with { Detail = null }, DetailJson.Write(row.Detail));

    /// <summary>Decides every transaction again on the fold of the rows before it: the same rows must come out.</summary>
    private static void CheckDecisions(History history, ILookup<Guid, Operation> operations)
    {
        for (short partition = 0; partition < history.Store.Partitions; partition++)
        {
            var states = new Dictionary<long, AccountState>();
            foreach (var group in history.Store.Rows(partition).GroupBy(row => row.Key))
            {
                var (rows, operation) = (group.ToArray(), operations[group.Key].First());
                if (!states.TryGetValue(rows[0].Account, out var state))
                    states.Add(rows[0].Account, state = new AccountState(rows[0].Account));
                var again = new RowBuffer();
                Decide.On(state, operation, Members.Programs.RulesAt(1, operation.BusinessTime), TakenAs(rows[0], operation),
                    new Position(partition, rows[0].Seq, rows[0].PostedAt), again);
                Require(again.Rows.ToArray().Select(Told).SequenceEqual(rows.Select(Told)), "I6",
                    $"row {rows[0].Seq} of partition {partition} does not follow from the rows before it");
                foreach (var row in rows) state.Apply(row);
            }
        }
    }

    private static Circumstances TakenAs(JournalRow first, Operation operation) =>
        new() { Taken = first.Outcome == Outcome.CardTaken ? new HashSet<Guid> { operation.NewCard!.Id } : null };

    private static void CheckFold(History history)
    {
        var findings = new List<string>();
        void Report(string invariant, string where) => findings.Add($"{invariant} {where}");
        var (directory, rules) = (new DirectoryFold(Report), new DecidedRules());
        rules.Add(Members.Programs.RulesAt(1, Members.Start.UtcDateTime));
        for (short partition = 0; partition < history.Store.Partitions; partition++)
        {
            var (_, _, checkpointSeq, _) = history.Store.State(partition);
            // Which partition an account belongs to is the simulation's own rule here, so that check is the only one left out.
            var fold = new PartitionFold(partition, history.Store.Partitions, checkpointSeq, history.Store.Checkpoints(partition),
                directory, rules, new RowChecks(rules, Report), DateTime.MinValue, Report);
            foreach (var row in history.Store.Rows(partition)) fold.Take(row);
            fold.End(history.Store.NotedNextSeq(partition));
        }
        findings.RemoveAll(finding => finding.EndsWith("the account belongs to another partition", StringComparison.Ordinal));
        Require(findings.Count == 0, "verify", string.Join("; ", findings));
    }

    private static void CheckCards(History history)
    {
        var issued = history.Store.AllRows().Where(row => row is { NewCard: not null, Leg: 0 } && row.Outcome.IsPosted())
            .ToDictionary(row => row.NewCard!.Value, row => row.Account);
        Require(issued.OrderBy(card => card.Key).SequenceEqual(history.Store.Cards().OrderBy(card => card.Key)),
            "cards", "the directory of cards is not what was issued");
    }

    private static V1.Receipt Plain(V1.Receipt receipt)
    {
        var plain = receipt.Clone();
        plain.Replayed = false;
        return plain;
    }

    private static void Require(bool holds, string invariant, string what)
    {
        if (!holds) throw new BrokenHistoryException(invariant, what);
    }
}
