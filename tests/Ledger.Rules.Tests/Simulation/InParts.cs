using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>
/// One random life twice: at its end something is refunded in whole, and in random parts. Both must come to the same.
/// </summary>
internal sealed class InParts(SimulatedHistory history, PlainEntry original, Random random)
{
    private readonly RulesAtWork _whole = Lived(history);
    private readonly RulesAtWork _parts = Lived(history);
    private readonly DateTime _now = history.Steps[^1].Now;
    private readonly DateTime _when =
        random.Next(2) == 0 ? original.Operation.BusinessTime : history.Steps[^1].Sending.Operation.BusinessTime;
    private int _count;

    /// <summary>The originals of a life that can be refunded.</summary>
    public static IEnumerable<PlainEntry> Of(SimulatedHistory history) => history.Plain.Entries.Values.Where(entry =>
        entry is { IsPosted: true, IsUndone: false } && history.Plain.Members.GetValueOrDefault(entry.Member.Number) == entry.Member
        && entry.Operation.Kind is OperationKind.Debit or OperationKind.CaptureHold or OperationKind.Redeem or OperationKind.Checkout
            or OperationKind.Accrue or OperationKind.TopUp);

    /// <summary>Refunds of how many parts were compared; 0: it could not be refunded in whole.</summary>
    public int Compared { get; private set; }

    /// <summary>What is different; null: nothing.</summary>
    public string? Difference()
    {
        var rows = Refund(_whole, 0, []);
        // On its way to another account, or decided there: then more than the refund is different.
        if (rows.Count == 0 || rows[0].Account != original.Member.Number) return null;
        if (!rows[0].Outcome.IsPosted() || rows[0].Detail!.Refund is not { Amount: > 0 } whole) return null;
        List<JournalRow> all = [];
        var told = "";
        foreach (var (amount, lines) in Parts(whole.Amount))
        {
            var part = Refund(_parts, amount, lines);
            told += $"\n  {amount} [{string.Join(" ", lines)}]: {part[0].Outcome} {part[0].Detail?.Refund}";
            if (!part[0].Outcome.IsPosted()) return $"{Words.Of(new Sending(original.Operation))}\n  {whole}{told}";
            all.AddRange(part);
            Compared++;
        }
        var comparing = (Depth)Math.Min((int)DepthOf(rows, _whole), (int)DepthOf(all, _parts));
        var (once, often) = (Come(rows, _whole, comparing), Come(all, _parts, comparing));
        return once == often ? null
            : $"{Words.Of(new Sending(original.Operation))}\n  {whole}{told}\n whole: {once}\n parts: {often}";
    }

    /// <summary>How much of what they come to is the same.</summary>
    private enum Depth { Amounts, Balances, All }

    private Depth DepthOf(List<JournalRow> rows, RulesAtWork rules)
    {
        var refunds = RefundsIn(rows);
        return MissesPoints(refunds, rules) || LeavesBonusOwed(refunds) ? Depth.Amounts
            : TakesOtherPoints(rows) ? Depth.Balances : Depth.All;
    }

    private static List<RefundFacts> RefundsIn(List<JournalRow> rows) =>
        [.. rows.Where(row => row.Detail?.Refund is not null).Select(row => row.Detail!.Refund!)];

    private static RulesAtWork Lived(SimulatedHistory history)
    {
        var rules = new RulesAtWork(history.RulesAt);
        foreach (var step in history.Steps) rules.Post(step.Sending, step.Now);
        return rules;
    }

    private string Come(List<JournalRow> rows, RulesAtWork rules, Depth depth)
    {
        var (refunds, state) = (RefundsIn(rows), rules.Accounts[original.Member.Number]);
        var amounts = $"{refunds.Sum(back => back.Amount)} stored {refunds.Sum(back => back.StoredValueMinor)} "
            + $"points {refunds.Sum(back => back.PointsRestored)} worth {refunds.Sum(back => back.PointsWorthMinor)} "
            + $"rest {refunds.Sum(back => back.RestMinor)} taken {refunds.Sum(back => back.PointsTakenBack)} "
            + $"bonus {refunds.Sum(back => back.BonusShortMinor)} {refunds.Sum(back => back.BonusExpiredMinor)} "
            + $"whole {refunds[^1].IsWhole}";
        if (depth == Depth.Amounts) return amounts;
        amounts += $" netted {refunds.Sum(back => back.BonusNettedMinor + back.NettedMinor)} "
            + $"forfeited {refunds.Sum(back => back.Forfeited)} holds {state.Points} {state.Principal} {state.Bonus} {state.PointsOwed}";
        return depth == Depth.Balances ? amounts : $"{amounts}\n{Told(state)}";
    }

    // Another part may bring back points that one misses, where the program lets them go or nets them.
    private bool MissesPoints(List<RefundFacts> refunds, RulesAtWork rules) =>
        rules.RulesFor(original.Member.Program, _when).Returns.SpentPoints != SpentPoints.Negative
        && (original.Short > 0 || refunds.Exists(back => back.PointsShort > 0));

    // More bonus was spent than what was paid for it and is left: a part that needs to keep nothing back has gone before.
    private bool LeavesBonusOwed(List<RefundFacts> refunds) => original.BonusShort + refunds.Sum(back => back.BonusShortMinor)
        > original.BonusNetted + refunds.Sum(back => back.BonusNettedMinor);

    // The points that the original gave are spent, or some are owed: of which lot others are taken, and which pay off what is owed, depends
    // on which are back by then.
    private bool TakesOtherPoints(List<JournalRow> rows) => rows.Exists(row => row.Asset == Asset.Points
        && (row.Lot == JournalRow.Debt ? row.Amount > 0 : row.Amount < 0)
        && !original.Moves.Exists(move => move is { Asset: Asset.Points, Amount: > 0 }
            && (move.LastDay, move.FirstDay) == (row.Lot!.Value, row.LotFrom.GetValueOrDefault())));

    // But for the tier, which each of the parts reviews.
    private static string Told(AccountState state)
    {
        var lines = Words.Of(state).Split('\n').Where(line => !line.StartsWith("tier", StringComparison.Ordinal));
        return string.Join("\n", lines.Append(Words.Counted(state, DateOnly.MinValue)));
    }

    private List<JournalRow> Refund(RulesAtWork rules, long amount, RefundLine[] lines)
    {
        var operation = Sendings.Copy(new Operation
        {
            Key = new Guid(++_count, 12, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0), Kind = OperationKind.Refund, Account = original.Member.Number,
            AccountStated = true, Store = 1, Program = original.Member.Program, Terminal = 1, BusinessTime = _when,
            BusinessDate = DateOnly.FromDateTime(_when), Original = original.Operation.Key, Asked = amount, Terms = new RefundTerms(lines),
        });
        rules.Post(new Sending(operation), _now.AddMilliseconds(_count));
        return [.. rules.RowsOf(operation.Key)];
    }

    private IEnumerable<(long Amount, RefundLine[] Lines)> Parts(long left)
    {
        var byLine = original is { Operation.Kind: OperationKind.Checkout, Basket: { } basket } && random.Next(2) == 0
            ? basket.Due.Select((due, line) => (long)(due - basket.Back[line])).ToArray() : null;
        while (left > 0)
            if (byLine is null)
            {
                var part = random.Next(4) == 0 ? left : random.NextInt64(1, left + 1);
                left -= part;
                yield return (part, []);
            }
            else
            {
                RefundLine[] lines = [.. Enumerable.Range(0, byLine.Length).Where(line => byLine[line] > 0 && random.Next(2) == 0)
                    .Select(line => new RefundLine(line, random.NextInt64(1, byLine[line] + 1)))];
                if (lines.Length == 0) continue;
                foreach (var line in lines) byLine[line.Line] -= line.AmountMinor;
                left -= lines.Sum(line => line.AmountMinor);
                yield return (0, lines);
            }
    }
}
