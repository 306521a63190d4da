using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;
using Ledger.Rules.Tests.Simulation;

namespace Ledger.Rules.Tests.Properties;

/// <summary>One account under one program, and somebody who serves it: for properties that need a story of their own.</summary>
internal sealed class Counter
{
    private static readonly DateTime _noon = new(2026, 8, 18, 4, 0, 0, DateTimeKind.Utc);
    private readonly RulesAtWork _rules;
    private int _count;

    public Counter(ProgramRules rules)
    {
        _rules = new RulesAtWork((_, _) => rules);
        Block = rules.RedeemBlock;
        Post(OperationKind.OpenAccount);
    }

    public long Block { get; }

    public AccountState Account => _rules.Accounts[1];

    /// <summary>What the member holds, lot by lot.</summary>
    public string Holdings =>
        $"{Account.Points} owing {Account.PointsOwed} [{string.Join(" ", Account.PointsLots.Span.ToArray())}] "
        + $"{Account.Principal} {Account.Bonus} [{string.Join(" ", Account.BonusLots.Span.ToArray())}]";

    public JournalRow[] Post(OperationKind kind, long asked = 0, OperationTerms? terms = null, Guid? original = null,
        Asset asset = Asset.None, string? note = null)
    {
        var operation = Operation(kind, asked, terms, original, asset, note);
        _rules.Post(new Sending(operation), _noon);
        return _rules.RowsOf(operation.Key);
    }

    /// <summary>What would be posted, posted nowhere.</summary>
    public JournalRow[] Quote(OperationKind kind, long asked = 0, OperationTerms? terms = null, Asset asset = Asset.None) =>
        _rules.Decided(Account, new Sending(Operation(kind, asked, terms, null, asset, null)), _noon);

    public JournalRow[] Checkout(CheckoutLine[] lines, long points, long stored) =>
        Post(OperationKind.Checkout, lines.Sum(line => line.AmountMinor), new CheckoutTerms(lines, points, stored, null, false));

    private Operation Operation(OperationKind kind, long asked, OperationTerms? terms, Guid? original, Asset asset, string? note) =>
        Sendings.Copy(new Operation
    {
        Key = new Guid(++_count, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0), Kind = kind, Account = 1, AccountStated = true, Store = 1,
            Program = 1, Terminal = 7,
        BusinessTime = _noon, BusinessDate = DateOnly.FromDateTime(_noon), Asked = asked, Terms = terms, Original = original, Asset = asset,
        Note = note,
    });
}
