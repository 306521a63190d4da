using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Tests.Members;

/// <summary>The payment PIN: five tries, then fifteen minutes; ten, then a manager.</summary>
public sealed class PinTests
{
    private static readonly PinProof _none = new(false, false, 0);
    private readonly Branch _branch = new(Branch.Demo with { PointsTransferable = true });

    public PinTests() => _branch.Open(5).Open(6).Give(5, principal: 100_000, points: 1000);

    [Fact]
    public void Without_a_PIN_nothing_asks_for_one() => Assert.Equal(Outcome.Posted, Debit(5000, Wrong));

    [Fact]
    public void Once_it_is_set_everything_that_spends_asks_for_it()
    {
        SetPin();
        var other = new OtherAccountTerms(6);
        Assert.Equal(Outcome.PinRequired, Debit(1, _none));
        Assert.Equal(Outcome.PinRequired, _branch.Try(OperationKind.Redeem, 5, 100));
        Assert.Equal(Outcome.PinRequired, _branch.Try(OperationKind.PlaceHold, 5, 1));
        Assert.Equal(Outcome.PinRequired, _branch.Try(OperationKind.CashOut, 5));
        Assert.Equal(Outcome.PinRequired, _branch.Try(OperationKind.Transfer, 5, 1, Asset.Points, other));
        Assert.Equal(Outcome.PinRequired, _branch.Try(OperationKind.Merge, 5, terms: other));
        Assert.Equal(Outcome.PinRequired, Checkout(points: 0, stored: 1));
        Assert.Equal(Outcome.Posted, Checkout(points: 0, stored: 0));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.TopUp, 5, 100));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Accrue, 5, 5000, Asset.Principal));
    }

    [Theory]
    [InlineData(OperationKind.Debit, 1)]
    [InlineData(OperationKind.Redeem, 100)]
    [InlineData(OperationKind.PlaceHold, 1)]
    [InlineData(OperationKind.CashOut, 0)]
    [InlineData(OperationKind.Transfer, 1)]
    [InlineData(OperationKind.Checkout, 10_000)]
    public void A_right_one_ends_the_count_whatever_it_was_asked_for(OperationKind kind, long amount)
    {
        SetPin();
        var asset = kind == OperationKind.Transfer ? Asset.Points : Asset.None;
        OperationTerms? terms = kind switch
        {
            OperationKind.Transfer => new OtherAccountTerms(6),
            OperationKind.Checkout => new CheckoutTerms([new CheckoutLine(amount, "", false, false)], 100, 1, null, false),
            _ => null,
        };
        Assert.Equal(Outcome.WrongPin, _branch.Try(kind, 5, amount, asset, terms, pin: Wrong));
        Assert.Equal(1, _branch[5].Membership.PinFailures);
        var done = _branch.Post(kind, 5, amount, asset, terms, pin: Right)[0];
        Assert.Equal((Outcome.Posted, 0), (done.Outcome, _branch[5].Membership.PinFailures));
        if (kind == OperationKind.Transfer) return;
        // Reversed, it has never been.
        _branch.Post(OperationKind.Reverse, 5, original: done.Key);
        Assert.Equal(1, _branch[5].Membership.PinFailures);
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(501, true)]
    public void Above_a_limit_it_must_have_been_set(long amount, bool isAsked)
    {
        _branch.Rules = _branch.Rules with { Pin = new PinRules(WhenSet: false, AboveMinor: 500) };
        Assert.Equal(isAsked ? Outcome.PinNotSet : Outcome.Posted, Debit(amount, _none));
        SetPin();
        Assert.Equal(isAsked ? Outcome.PinRequired : Outcome.Posted, Debit(amount, _none));
        // Where it is not asked for it is not looked at.
        Assert.Equal(isAsked ? Outcome.WrongPin : Outcome.Posted, Debit(amount, Wrong));
        Assert.Equal(Outcome.Posted, Debit(amount, Right));
    }

    [Theory]
    [InlineData(100, 0, 999_999, false)]
    [InlineData(100, 1, 999_999, true)]
    [InlineData(0, long.MaxValue, 500, false)]
    [InlineData(0, long.MaxValue, 501, true)]
    public void Points_count_with_their_worth_and_all_stored_value_with_the_list_price(long points, long stored, long list, bool isAsked)
    {
        _branch.Rules = _branch.Rules with { Pin = new PinRules(WhenSet: false, AboveMinor: 500) };
        Assert.Equal(isAsked ? Outcome.PinNotSet : Outcome.Posted, Checkout(points, stored, list));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Redeem, 5, 100));
        Assert.Equal(Outcome.PinNotSet, _branch.Try(OperationKind.Redeem, 5, 200));
    }

    [Fact]
    public void Five_wrong_ones_lock_it_for_fifteen_minutes_from_the_last_and_ten_for_good()
    {
        SetPin();
        for (var left = 4; left >= 0; left--)
            Assert.Equal((Outcome.WrongPin, left), Told(_branch.Post(OperationKind.Debit, 5, 1, pin: Wrong)));
        // Locked comes before required, and before right.
        Assert.Equal(Outcome.PinLocked, Debit(1, _none));
        Assert.Equal(Outcome.PinLocked, Debit(1, Right));
        Assert.Equal(5, _branch[5].Membership.PinFailures);
        for (var failures = 6; failures <= 10; failures++)
        {
            _branch.Later(minutes: 14);
            Assert.Equal(Outcome.PinLocked, Debit(1, Right));
            _branch.Later(minutes: 1);
            Assert.Equal((Outcome.WrongPin, 0), Told(_branch.Post(OperationKind.Debit, 5, 1, pin: Wrong)));
            Assert.Equal(failures, _branch[5].Membership.PinFailures);
        }
        _branch.Later(days: 365);
        Assert.Equal(Outcome.PinLocked, Debit(1, Right));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.UnlockPin, 5));
        Assert.Equal(Outcome.Posted, Debit(1, Right));
    }

    [Fact]
    public void A_right_one_ends_the_count_and_a_refusal_behind_it_does_not()
    {
        SetPin();
        Debit(1, Wrong);
        Debit(1, Wrong);
        Assert.Equal(Outcome.InsufficientFunds, Debit(900_000, Right));
        Assert.Equal(2, _branch[5].Membership.PinFailures);
        Assert.Equal(Outcome.Posted, Debit(1, Right));
        Assert.Equal(0, _branch[5].Membership.PinFailures);
        Assert.Null(_branch.Post(OperationKind.Debit, 5, 1, pin: Right)[0].Detail);
    }

    [Fact]
    public void Setting_it_anew_asks_for_the_old_one_unless_it_is_reset()
    {
        Assert.Equal(Outcome.PinNotSet, _branch.Try(OperationKind.UnlockPin, 5));
        SetPin();
        Assert.Equal(Outcome.PinRequired, Change(_none));
        Assert.Equal((Outcome.WrongPin, 4), Told(_branch.Post(OperationKind.SetPin, 5, terms: New(), pin: Wrong)));
        Assert.Equal(Outcome.Posted, Change(Right));
        Assert.Equal(0, _branch[5].Membership.PinFailures);
        for (var i = 0; i < 5; i++) Debit(1, Wrong);
        Assert.Equal(Outcome.PinLocked, Change(Right));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.SetPin, 5, terms: New(isReset: true)));
        Assert.Equal(Outcome.Posted, Debit(1, Right));
    }

    [Fact]
    public void A_PIN_that_was_compared_with_an_older_one_never_counts_as_a_try()
    {
        SetPin();
        var outdated = Wrong;
        Change(Right);
        Assert.True(Pins.IsOutdated(_branch[5], new Operation
        {
            Key = default, Kind = OperationKind.Debit, Account = 5, Store = 1, Program = 1, Terminal = 1, BusinessTime = default,
                BusinessDate = default, Pin = outdated,
        }));
        Assert.Equal(Outcome.PinRequired, Debit(1, outdated));
        Assert.Equal(0, _branch[5].Membership.PinFailures);
    }

    private PinProof Right => new(true, true, _branch[5].Membership.PinSetBySeq);

    private PinProof Wrong => new(true, false, _branch[5].Membership.PinSetBySeq);

    private void SetPin() => Assert.Equal(Outcome.Posted, Change(_none));

    private Outcome Change(PinProof pin) => _branch.Try(OperationKind.SetPin, 5, terms: New(), pin: pin);

    private Outcome Debit(long amount, PinProof pin) => _branch.Try(OperationKind.Debit, 5, amount, pin: pin);

    private Outcome Checkout(long points, long stored, long list = 10_000) =>
        _branch.Try(OperationKind.Checkout, 5, list,
            terms: new CheckoutTerms([new CheckoutLine(list, "", false, false)], points, stored, null, false));

    private static PinTerms New(bool isReset = false) => new([1], [2], isReset);

    private static (Outcome, long) Told(JournalRow[] rows) => (rows[0].Outcome, rows[0].Figure);
}
