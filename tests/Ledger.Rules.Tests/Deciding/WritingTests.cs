using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>What a transaction writes, and what it does not.</summary>
public sealed class WritingTests : Planted
{
    [Fact]
    public void Operations_that_share_a_buffer_number_their_rows_each_for_itself()
    {
        var rows = new RowBuffer();
        Decide.On(State, Asked(OperationKind.TopUp, 20_000), Rules, default, new Position(0, 10, Now), rows);
        foreach (var row in rows.Rows) State.Apply(row);
        Decide.On(State, Asked(OperationKind.TopUp, 20_000), Rules, default, new Position(0, 12, Now), rows);
        Assert.Equal([(10L, 0), (11L, 1), (12L, 0), (13L, 1)], rows.Rows.ToArray().Select(row => (row.Seq, (int)row.Leg)));
    }

    [Fact]
    public void It_moves_something_and_no_more_than_is_there_and_a_refusal_is_none_that_was_posted()
    {
        Breaks((ref t) => t.Transfer(Asset.Principal, 0, SystemAccount.Sales));
        Breaks((ref t) => t.TakeFromLots(Asset.Points, 301, SystemAccount.Breakage));
        Assert.Throws<InvariantBrokenException>(() =>
            Transaction.Refuse(CaseOf(Asked(OperationKind.Debit, 1)), new Refusal(Outcome.Posted), new RowBuffer()));
    }

    private void Breaks(Writing writing) => Assert.Throws<InvariantBrokenException>(() =>
    {
        var transaction = new Transaction(CaseOf(Asked(OperationKind.Debit, 1)), new RowBuffer());
        writing(ref transaction);
    });
}
