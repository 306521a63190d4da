using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Deciding;

namespace Ledger.Rules.Tests.Value;

/// <summary>What a cash-out asks for, keeps back and ends.</summary>
public sealed class CashOutTests
{
    private readonly Branch _branch = new Branch(Branch.Demo).Open(5);

    [Theory]
    [InlineData(0, 0, Outcome.InsufficientFunds)]
    [InlineData(500, 500, Outcome.Posted)]
    [InlineData(0, 500, Outcome.Posted)]
    public void What_is_there_is_principal_and_bonus_together(long principal, long bonus, Outcome outcome)
    {
        _branch.Give(5, principal: principal, bonus: bonus);
        var row = _branch.Post(OperationKind.CashOut, 5)[0];
        Assert.Equal(outcome, row.Outcome);
        if (outcome != Outcome.Posted) return;
        Assert.Equal("0/0/0", _branch.Holdings(5));
        // Without top-ups there is nothing to say of them.
        Assert.Null(row.Detail!.Was);
    }

    [Fact]
    public void Who_owes_points_is_refused_money_and_not_the_end_of_bonus()
    {
        _branch.Rules = Branch.Demo with { CancelInDebt = CancelInDebt.Refuse };
        Indebted(201).Give(5, bonus: 300);
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.CashOut, 5));
        Assert.Equal(("-201/0/0", 201L), (_branch.Holdings(5), _branch[5].PointsOwed));
        _branch.Give(5, principal: 1);
        Assert.Equal(Outcome.PointsOwed, _branch.Try(OperationKind.CashOut, 5));
    }

    [Fact]
    public void Points_owed_are_paid_off_with_what_spent_bonus_leaves_of_the_principal()
    {
        _branch.Rules = Branch.Demo with { CancelInDebt = CancelInDebt.Net };
        Indebted(201);
        _branch.Post(OperationKind.TopUp, 5, 20_000);
        _branch.Post(OperationKind.Debit, 5, 19_500);
        Assert.Equal("-201/2000/0", _branch.Holdings(5));
        var rows = _branch.Post(OperationKind.CashOut, 5);
        Assert.Equal("Principal -1500 BonusExpense, Principal -500 Breakage, Points 100 Breakage",
            string.Join(", ", rows.Select(row => $"{row.Asset} {row.Amount} {row.Counter}")));
        Assert.Equal((0, 101), (rows[0].Detail!.PayOutMinor, _branch[5].PointsOwed));
    }

    [Fact]
    public void The_right_PIN_ends_the_count_of_wrong_ones_and_reversed_they_count_again()
    {
        _branch.Post(OperationKind.TopUp, 5, 20_000);
        _branch.Post(OperationKind.SetPin, 5, terms: new PinTerms([1], [2], IsReset: false));
        var set = _branch[5].Membership.PinSetBySeq;
        Assert.Equal(Outcome.WrongPin, _branch.Try(OperationKind.CashOut, 5, pin: new PinProof(true, false, set)));
        Assert.Equal(1, _branch[5].Membership.PinFailures);
        var paid = _branch.Post(OperationKind.CashOut, 5, pin: new PinProof(true, true, set))[0];
        Assert.Equal((Outcome.Posted, 0), (paid.Outcome, _branch[5].Membership.PinFailures));
        _branch.Post(OperationKind.Reverse, 5, original: paid.Key);
        Assert.Equal(("0/20000/1500", 1), (_branch.Holdings(5), _branch[5].Membership.PinFailures));
    }

    private Branch Indebted(long points)
    {
        var purchase = _branch.Post(OperationKind.Accrue, 5, points * 1000, Asset.Principal)[0].Key;
        _branch.Post(OperationKind.Adjust, 5, -points, Asset.Points);
        _branch.Post(OperationKind.Refund, 5, original: purchase);
        Assert.Equal(points, _branch[5].PointsOwed);
        return _branch;
    }
}
