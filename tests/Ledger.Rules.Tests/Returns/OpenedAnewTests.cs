using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Journal.Checkpoint;

namespace Ledger.Rules.Tests.Returns;

/// <summary>A number whose opening was reversed, and which belongs to another member now.</summary>
public sealed class OpenedAnewTests
{
    private readonly Till _till = new(Terms.Demo.ToRules());
    private readonly Guid _opening;
    private readonly Guid _topUp;
    private readonly Guid _refund;

    public OpenedAnewTests()
    {
        _opening = _till.LastKey;
        _till.Post(OperationKind.TopUp, 20_000);
        _topUp = _till.LastKey;
        _till.Refund(_topUp);
        _refund = _till.LastKey;
        _till.Post(OperationKind.Reverse, original: _opening);
        Assert.Equal((Outcome.Posted, false), (_till.Outcome, _till.State.IsOpen));
    }

    [Fact]
    public void What_was_done_before_is_unknown_to_whoever_has_the_number_now()
    {
        _till.Post(OperationKind.OpenAccount);
        Assert.Equal((Outcome.Posted, _till.State.LastSeq), (_till.Outcome, _till.State.BeganSeq));
        foreach (var (kind, original) in new[]
        {
            (OperationKind.Reverse, _refund), (OperationKind.Reverse, _topUp), (OperationKind.Refund, _topUp),
        })
        {
            _till.Post(kind, original: original);
            Assert.Equal(Outcome.OriginalUnknown, _till.Outcome);
        }
        Assert.Equal(0, _till.State.Principal);
        // What is done now is the member's own.
        _till.Post(OperationKind.TopUp, 500);
        _till.Refund(_till.LastKey);
        Assert.Equal(Outcome.Posted, _till.Outcome);
    }

    [Fact]
    public void An_opening_is_reversed_once_before_and_after()
    {
        _till.Post(OperationKind.Reverse, original: _opening);
        Assert.Equal(Outcome.PostedBefore, _till.Outcome);
        _till.Post(OperationKind.Reverse, original: _topUp);
        Assert.Equal(Outcome.OriginalUnknown, _till.Outcome);
        _till.Post(OperationKind.OpenAccount);
        _till.Post(OperationKind.Reverse, original: _opening);
        Assert.Equal((Outcome.PostedBefore, true), (_till.Outcome, _till.State.IsOpen));
    }

    [Fact]
    public void A_checkpoint_says_where_it_begins()
    {
        _till.Post(OperationKind.OpenAccount);
        var state = _till.State;
        var read = AccountDetail.Read(state.Account, state.Program, state.LastSeq, state.Principal, AccountDetail.Write(state));
        Assert.Equal(state.BeganSeq, read.BeganSeq);
        Assert.NotEqual(0, read.BeganSeq);
    }
}
