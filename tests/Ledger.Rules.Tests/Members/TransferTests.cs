using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Tests.Members;

/// <summary>Points and value on their way between two members, and what is told when they cannot leave or arrive.</summary>
public sealed class TransferTests
{
    private static readonly OtherAccountTerms _to6 = new(6);
    private readonly Branch _branch = new(Branch.Demo with { PointsTransferable = true, ValueTransferable = true, PointsBalanceMax = 1000,
        StoredValueMaxMinor = 5000 });

    public TransferTests()
    {
        _branch.Open(5, "card 1111").Open(6).Give(5, principal: 2000, points: 100);
        _branch.Later(days: 60);
        _branch.Give(5, points: 50);
    }

    [Theory]
    [InlineData(Asset.Points, false, 6, 151, Outcome.TransferNotAllowed, 0)]
    [InlineData(Asset.Points, true, 5, 151, Outcome.TransferNotAllowed, 0)]
    [InlineData(Asset.Points, true, 6, 151, Outcome.InsufficientPoints, 150)]
    [InlineData(Asset.Points, true, 6, 150, Outcome.Posted, 0)]
    [InlineData(Asset.Principal, false, 6, 2001, Outcome.TransferNotAllowed, 0)]
    [InlineData(Asset.Principal, true, 6, 2001, Outcome.InsufficientFunds, 2000)]
    [InlineData(Asset.Principal, true, 6, 2000, Outcome.Posted, 0)]
    public void Transfer(Asset asset, bool allowed, long to, long amount, Outcome outcome, long available)
    {
        _branch.Rules = _branch.Rules with { PointsTransferable = allowed, ValueTransferable = allowed };
        var row = _branch.Post(OperationKind.Transfer, 5, amount, asset, new OtherAccountTerms(to))[0];
        Assert.Equal((outcome, available), (row.Outcome, row.Figure));
    }

    [Fact]
    public void I12_Points_arrive_in_the_lots_they_left()
    {
        var sent = _branch.Post(OperationKind.Transfer, 5, 120, Asset.Points, _to6);
        Assert.All(sent, row => Assert.Equal(SystemAccount.InTransit, row.Counter));
        Assert.Equal(6, sent[0].Detail!.OtherAccount);
        Assert.Equal("30/2000/0", _branch.Holdings(5));

        var arrived = _branch.Post(OperationKind.Arrive, 6, original: sent[0].Key);
        Assert.Equal(5, arrived[0].Detail!.OtherAccount);
        Assert.Equal("Points/20271231:100 Points/20281231:20", _branch.Lots(6));
        Assert.Equal("Points/20281231:30", _branch.Lots(5));
        Assert.Equal(0, sent.Concat(arrived).Sum(row => row.Amount));
    }

    [Fact]
    public void What_is_owed_is_paid_off_by_points_that_arrive()
    {
        var purchase = _branch.Post(OperationKind.Accrue, 6, 200_000, Asset.Principal)[0].Key;
        _branch.Post(OperationKind.Redeem, 6, 200);
        _branch.Post(OperationKind.Refund, 6, original: purchase);
        var sent = _branch.Post(OperationKind.Transfer, 5, 150, Asset.Points, _to6)[0].Key;
        _branch.Post(OperationKind.Arrive, 6, original: sent);
        Assert.Equal((-50, 50), (_branch[6].Points, _branch[6].PointsOwed));
    }

    [Theory]
    [InlineData(Asset.Points, 100, 0, 900)]
    [InlineData(Asset.Principal, 100, 0, 4900)]
    public void I12_What_the_other_side_cannot_take_comes_back_into_its_lots(Asset asset, long fits, long room, long there)
    {
        _branch.Give(6, principal: asset == Asset.Principal ? there : 0, points: asset == Asset.Points ? there : 0);
        var before = _branch.Lots(5) + _branch.Holdings(5);
        var sent = _branch.Post(OperationKind.Transfer, 5, fits, asset, _to6)[0].Key;
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Arrive, 6, original: sent));

        var next = _branch.Post(OperationKind.Transfer, 5, 1, asset, _to6)[0].Key;
        var refused = _branch.Post(OperationKind.Arrive, 6, original: next)[0];
        Assert.Equal((Outcome.BalanceLimit, room), (refused.Outcome, refused.Figure));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.ComeBack, 5, original: next));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.ComeBack, 5, original: sent));
        Assert.Equal(before, _branch.Lots(5) + _branch.Holdings(5));
    }

    [Theory]
    [InlineData(2, false, Outcome.OtherProgram)]
    [InlineData(1, false, Outcome.AccountCancelled)]
    [InlineData(1, true, Outcome.Posted)]
    public void Arrive_asks_for_the_program_and_for_a_membership_that_has_not_ended(short program, bool frozenOnly, Outcome outcome)
    {
        var sent = _branch.Post(OperationKind.Transfer, 5, 10, Asset.Points, _to6)[0].Key;
        _branch.Post(frozenOnly ? OperationKind.Freeze : OperationKind.CancelAccount, 6);
        Assert.Equal(outcome, _branch.Try(OperationKind.Arrive, 6, original: sent, program: program));
    }

    [Theory]
    [InlineData(OperationKind.CancelAccount, 1, Outcome.AccountCancelled, 0)]
    [InlineData(OperationKind.Merge, 1, Outcome.AccountMerged, 7)]
    [InlineData(OperationKind.Freeze, 1, Outcome.None, 0)]
    [InlineData(OperationKind.Warn, 2, Outcome.OtherProgram, 0)]
    [InlineData(OperationKind.Warn, 1, Outcome.None, 0)]
    public void What_is_against_the_other_side_is_known_before_anything_leaves(
        OperationKind before, short program, Outcome outcome, long figure)
    {
        _branch.Open(7);
        _branch.Post(before, 6, terms: before == OperationKind.Merge ? new OtherAccountTerms(7) : null);
        var arrival = new Operation
        {
            Key = Guid.NewGuid(), Kind = OperationKind.Arrive, Account = 6, Store = 0, Program = program, Terminal = 0,
            BusinessTime = _branch.Now, BusinessDate = _branch.Today,
        };
        var obstacle = Decide.ToArrival(_branch[6], arrival, _branch.Rules);
        Assert.Equal((outcome, figure), (obstacle?.Outcome ?? Outcome.None, obstacle?.Figure ?? 0));

        var expected = outcome == Outcome.None ? Outcome.Posted : outcome;
        foreach (var kind in new[] { OperationKind.Transfer, OperationKind.Merge })
        {
            var row = _branch.Post(kind, 5, 10, Asset.Points, _to6 with { Obstacle = obstacle })[0];
            Assert.Equal((expected, figure), (row.Outcome, row.Figure));
        }
    }

    [Theory]
    [InlineData(Asset.Points, 120, 0, Outcome.Posted, 120)]
    [InlineData(Asset.Points, 120, 30, Outcome.PostedInPart, 90)]
    [InlineData(Asset.Points, 120, 120, Outcome.InsufficientPoints, 0)]
    [InlineData(Asset.Principal, 700, 0, Outcome.Posted, 700)]
    [InlineData(Asset.Principal, 700, 699, Outcome.PostedInPart, 1)]
    [InlineData(Asset.Principal, 700, 700, Outcome.InsufficientFunds, 0)]
    public void A_transfer_is_taken_back_as_far_as_the_other_side_still_has_it(
        Asset asset, long sent, long spent, Outcome outcome, long back)
    {
        var before = _branch.Lots(5) + _branch.Holdings(5);
        var transfer = _branch.Post(OperationKind.Transfer, 5, sent, asset, _to6)[0].Key;
        _branch.Post(OperationKind.Arrive, 6, original: transfer);
        if (spent > 0) _branch.Post(OperationKind.Adjust, 6, -spent, asset);

        var taken = _branch.Post(OperationKind.TakeBack, 6, sent, terms: new OtherAccountTerms(5), original: transfer);
        Assert.Equal((outcome, -back), (taken[0].Outcome, taken.Sum(row => row.Amount)));
        var reversed = _branch.Post(
            OperationKind.Reverse, 5, original: transfer, takenBack: new TakenBack(taken[0].Outcome, -taken.Sum(row => row.Amount)))[0];
        Assert.Equal((outcome, Asset.None), (reversed.Outcome, reversed.Asset));
        if (back == 0) return;
        Assert.Equal((back, back == sent), (reversed.Detail!.Refund!.Amount, reversed.Detail.Refund.IsWhole));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Arrive, 5, original: taken[0].Key));
        Assert.Equal(Outcome.PostedBefore, _branch.Try(OperationKind.Reverse, 5, original: transfer));
        if (back == sent) Assert.Equal(before, _branch.Lots(5) + _branch.Holdings(5));
    }

    [Fact]
    public void What_is_held_or_has_paid_off_a_debt_cannot_be_taken_back()
    {
        var value = _branch.Post(OperationKind.Transfer, 5, 700, Asset.Principal, _to6)[0].Key;
        _branch.Post(OperationKind.Arrive, 6, original: value);
        _branch.Post(OperationKind.PlaceHold, 6, 400);
        Assert.Equal(-300, _branch.Post(OperationKind.TakeBack, 6, 700, terms: new OtherAccountTerms(5), original: value)[0].Amount);

        var purchase = _branch.Post(OperationKind.Accrue, 6, 100_000, Asset.Principal)[0].Key;
        _branch.Post(OperationKind.Redeem, 6, 100);
        _branch.Post(OperationKind.Refund, 6, original: purchase);
        var points = _branch.Post(OperationKind.Transfer, 5, 130, Asset.Points, _to6)[0].Key;
        _branch.Post(OperationKind.Arrive, 6, original: points);
        var taken = _branch.Post(OperationKind.TakeBack, 6, 130, terms: new OtherAccountTerms(5), original: points);
        Assert.Equal((Outcome.PostedInPart, -30), (taken[0].Outcome, taken.Sum(row => row.Amount)));
    }

    [Fact]
    public void A_transfer_that_has_come_back_is_reversed_already()
    {
        var sent = _branch.Post(OperationKind.Transfer, 5, 100, Asset.Points, _to6)[0].Key;
        _branch.Post(OperationKind.ComeBack, 5, original: sent);
        Assert.Equal(Outcome.PostedBefore, _branch.Try(OperationKind.Reverse, 5, original: sent));
        Assert.Equal(Outcome.OriginalUnknown,
            _branch.Try(OperationKind.TakeBack, 6, 100, terms: new OtherAccountTerms(5), original: sent));
    }

    [Fact]
    public void A_transfer_is_taken_back_from_the_account_that_stays()
    {
        _branch.Open(7);
        var sent = _branch.Post(OperationKind.Transfer, 5, 100, Asset.Points, _to6)[0].Key;
        _branch.Post(OperationKind.Arrive, 6, original: sent);
        var merge = _branch.Post(OperationKind.Merge, 6, terms: new OtherAccountTerms(7))[0].Key;
        _branch.Post(OperationKind.Arrive, 7, original: merge);
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.TakeBack, 7, 100, terms: new OtherAccountTerms(5), original: sent));
        Assert.Equal("0/0/0", _branch.Holdings(7));
    }

    [Fact]
    public void Nothing_arrives_that_was_never_sent()
    {
        var refused = _branch.Post(OperationKind.Transfer, 5, 9999, Asset.Points, _to6)[0].Key;
        Assert.Equal(Outcome.OriginalUnknown, _branch.Post(OperationKind.Arrive, 6, original: refused)[0].Outcome);
        Assert.Equal(Outcome.OriginalUnknown, _branch.Post(OperationKind.Arrive, 6, original: Guid.NewGuid())[0].Outcome);
    }

    [Fact]
    public void Merge()
    {
        Assert.Equal(Outcome.TransferNotAllowed, _branch.Try(OperationKind.Merge, 5, terms: new OtherAccountTerms(5)));
        var hold = _branch.Post(OperationKind.PlaceHold, 5, 10)[0].Key;
        Assert.Equal(Outcome.HoldsOpen, _branch.Try(OperationKind.Merge, 5, terms: _to6));
        _branch.Post(OperationKind.ReleaseHold, 5, original: hold);
        var purchase = _branch.Post(OperationKind.Accrue, 5, 50_000, Asset.Principal)[0].Key;
        _branch.Post(OperationKind.Redeem, 5, 200);
        _branch.Post(OperationKind.Refund, 5, original: purchase);
        Assert.Equal(Outcome.InsufficientPoints, _branch.Try(OperationKind.Merge, 5, terms: _to6));
    }

    [Fact]
    public void A_merge_moves_everything_and_ends_the_account()
    {
        _branch.Give(5, bonus: 300);
        var (lots, holdings) = (_branch.Lots(5), _branch.Holdings(5));
        var sent = _branch.Post(OperationKind.Merge, 5, terms: _to6);
        Assert.Equal("0/0/0", _branch.Holdings(5));
        Assert.Equal((AccountStatus.Merged, 6, CardStatus.Void),
            (_branch[5].Membership.Status, _branch[5].Membership.MergedInto, _branch[5].Cards[0].Status));
        var late = _branch.Post(OperationKind.TopUp, 5, 100)[0];
        Assert.Equal((Outcome.AccountMerged, 6), (late.Outcome, late.Figure));

        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Arrive, 6, original: sent[0].Key));
        Assert.Equal((lots, holdings), (_branch.Lots(6), _branch.Holdings(6)));
    }

    [Fact]
    public void A_merge_that_comes_back_leaves_the_account_as_it_was()
    {
        _branch.Post(OperationKind.IssueCard, 5, newCard: "card 2222");
        _branch.Post(OperationKind.ReportLoss, 5, terms: new CardTerms("1111"));
        _branch.Give(6, principal: 4000);
        var before = _branch.Lots(5) + _branch.Holdings(5) + string.Join(" ", _branch[5].Cards);
        var sent = _branch.Post(OperationKind.Merge, 5, terms: _to6)[0].Key;
        Assert.Equal(Outcome.BalanceLimit, _branch.Try(OperationKind.Arrive, 6, original: sent));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.ComeBack, 5, original: sent));
        Assert.Equal(before, _branch.Lots(5) + _branch.Holdings(5) + string.Join(" ", _branch[5].Cards));
        Assert.Equal((AccountStatus.Active, 0), (_branch[5].Membership.Status, _branch[5].Membership.MergedInto));
    }

    [Fact]
    public void An_empty_account_merges_too()
    {
        _branch.Open(7);
        var sent = _branch.Post(OperationKind.Merge, 7, terms: _to6);
        Assert.Equal((Asset.None, AccountStatus.Merged), (Assert.Single(sent).Asset, _branch[7].Membership.Status));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Arrive, 6, original: sent[0].Key));
    }
}
