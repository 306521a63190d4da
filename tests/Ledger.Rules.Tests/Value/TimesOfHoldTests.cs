using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Earning;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Value;

namespace Ledger.Rules.Tests.Value;

/// <summary>How often a hold has been spent from: each posted capture and checkout of it once, however many transfers it took.</summary>
public sealed class TimesOfHoldTests : Planted
{
    private readonly Guid _hold = Guid.NewGuid();
    private readonly List<JournalRow> _rows = [];

    [Theory]
    [InlineData(OperationKind.CaptureHold, OperationKind.Checkout)]
    [InlineData(OperationKind.Checkout, OperationKind.CaptureHold)]
    [InlineData(OperationKind.ReleaseHold, OperationKind.ReleaseHold)]
    public void What_is_alike_counts_and_nothing_else(OperationKind kind, OperationKind alike)
    {
        for (var count = 1; count < Parts.Max; count++)
        {
            Refers(kind);
            Refers(kind, leg: 1);
        }
        Refers(kind, Outcome.ExceedsHold);
        Refers(kind, original: Guid.NewGuid());
        Refers(OperationKind.Reverse);
        Refers(kind == OperationKind.ReleaseHold ? OperationKind.CaptureHold : OperationKind.ReleaseHold);
        Assert.Null(Checked(kind));
        Refers(alike);
        Assert.Equal(new Refusal(Outcome.ReturnsLimit, Parts.Max), Checked(kind));
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(399, false)]
    public void After_so_many_a_checkout_that_keeps_the_hold_takes_all_that_is_left_or_nothing(long stored, bool isDone)
    {
        State = Account(Membership.New with { Holds = [Hold(_hold, 400)] });
        for (var count = 0; count < Parts.Max; count++) Refers(OperationKind.CaptureHold);
        Related = [.. _rows];
        var asked = Asked(OperationKind.Checkout, 400, original: _hold,
            terms: new CheckoutTerms([new CheckoutLine(400, "", false, false)], 0, stored, null, false) { KeepHold = true });
        Assert.Equal(isDone ? null : new Refusal(Outcome.ReturnsLimit, Parts.Max), Checkout.Check(CaseOf(asked), out _));
    }

    private void Refers(OperationKind kind, Outcome outcome = Outcome.Posted, Guid? original = null, short leg = 0) =>
        _rows.Add(new JournalRow
        {
            Key = Guid.NewGuid(), Kind = kind, Outcome = outcome, Original = original ?? _hold, Leg = leg, Account = 5,
        });

    private Refusal? Checked(OperationKind kind)
    {
        Related = [.. _rows];
        return Holding.CheckTimes(CaseOf(Asked(kind, 1, original: _hold)), endsIt: false);
    }
}
