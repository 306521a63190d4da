using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Architecture;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>Every kind has its rule, and no rule has another way to write than the transaction it is given.</summary>
public sealed class KindTests
{
    private static readonly IReadOnlySet<Use> _uses = Uses.In(typeof(Invariant).Assembly.Location);

    [Fact]
    public void Every_kind_is_decided_by_a_rule()
    {
        var kinds = Enum.GetValues<OperationKind>().Except([OperationKind.None, OperationKind.BlockKey]).ToList();
        Assert.Equal([], kinds.Where(kind => !HasRule(kind)));
        Assert.False(HasRule(OperationKind.BlockKey));
    }

    [Fact]
    public void Rows_are_added_by_the_transaction_alone()
    {
        var adding = _uses.Where(use => use.Type == typeof(RowBuffer).FullName && use.Member == nameof(RowBuffer.Add))
            .Select(use => use.By);
        Assert.Equal([typeof(Transaction).FullName], adding);
    }

    [Fact]
    public void No_rule_changes_the_account_it_decides_on()
    {
        string[] changes = [nameof(AccountState.Apply), nameof(AccountState.CopyFrom)];
        var changing = _uses.Where(use => use.Type == typeof(AccountState).FullName && changes.Contains(use.Member)).Select(use => use.By)
            .Distinct();
        Assert.Equal([typeof(AccountState).FullName], changing);
    }

    // A kind without a rule is told by its name; one with a rule may well stumble over an operation that says nothing.
    private static bool HasRule(OperationKind kind)
    {
        var operation = new Operation
        {
            Key = Guid.NewGuid(), Kind = kind, Account = 5, Store = 1, Program = 1, Terminal = 7, BusinessTime = Desk.Now,
            BusinessDate = DateOnly.FromDateTime(Desk.Now),
        };
        var state = AccountState.Restore(5, 1, 9, 500, [], [], []);
        var failure = Record.Exception(() =>
            Decide.On(state, operation, Terms.Demo.ToRules(), default, new Position(0, 10, Desk.Now), new RowBuffer()));
        return failure?.Message.StartsWith("No rule decides", StringComparison.Ordinal) != true;
    }
}
