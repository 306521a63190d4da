using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Earning;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Returns;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;
using Ledger.Rules.Time;
using Ledger.Rules.Value;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>The same of kinds that move between members, end an account, or undo, and of the writing itself.</summary>
public sealed class PromisesOfMembersTests : Planted
{
    [Theory]
    [InlineData(Asset.Points)]
    [InlineData(Asset.Principal)]
    public void Transfer(Asset asset)
    {
        var asked = Asked(OperationKind.Transfer, 100, asset, terms: new OtherAccountTerms(6));
        Stopped<Transfer>(asked, (ref t) => t.Transfer(asset, -99, SystemAccount.InTransit, Today));
        Stopped<Transfer>(asked, (ref t) => { t.Transfer(asset, -100, SystemAccount.InTransit, Today); Bonus(ref t, -1); });
    }

    [Fact]
    public void Merge()
    {
        var asked = Asked(OperationKind.Merge, terms: new OtherAccountTerms(6));
        Stopped<Merge>(asked, (ref t) => t.PayOutStoredValue(netted: 0));
        Stopped<Merge>(asked, (ref t) => { t.PayOutStoredValue(netted: 0); Points(ref t, -299); });
    }

    [Theory]
    [InlineData(OperationKind.Arrive)]
    [InlineData(OperationKind.ComeBack)]
    public void What_was_on_its_way(OperationKind kind)
    {
        var (sending, sender) = (Asked(OperationKind.Transfer, 100, Asset.Principal, terms: new OtherAccountTerms(6)), State);
        Related = Decided(sending);
        State = kind == OperationKind.ComeBack ? sender : Account(account: 6);
        var asked = Asked(kind, original: sending.Key);
        Writing more = (ref t) => t.Transfer(Asset.Principal, 101, SystemAccount.InTransit);
        Writing other = (ref t) => t.Transfer(Asset.Bonus, 100, SystemAccount.InTransit, Today);
        if (kind == OperationKind.Arrive) Stopped<Arrive>(asked, more, other);
        else Stopped<ComeBack>(asked, more, other);
    }

    [Fact]
    public void Cancel_account()
    {
        var asked = Asked(OperationKind.CancelAccount);
        Stopped<CancelAccount>(asked, (ref t) => { t.Detail = new RowDetail { PayOutMinor = 500 }; t.PayOutStoredValue(netted: 0); });
        Stopped<CancelAccount>(asked, (ref t) =>
        {
            t.Detail = new RowDetail { PayOutMinor = 499 };
            t.PayOutStoredValue(netted: 0);
            Points(ref t, -300);
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Replace_card(bool fromStoredValue)
    {
        var asked = Asked(OperationKind.ReplaceCard, terms: new CardTerms("card", FeeFromStoredValue: fromStoredValue), newCard: true);
        Stopped<ReplaceCard>(asked, (ref t) => t.TakeStoredValue(fromStoredValue ? 101 : 100, SystemAccount.Fees));
    }

    [Fact]
    public void Grant_bonus()
    {
        State = Account(Membership.New with { NextGrantOn = Today });
        var asked = Asked(OperationKind.GrantBonus);
        Stopped<GrantBonus>(asked, (ref t) => Bonus(ref t, 301));
    }

    [Fact]
    public void Expire()
    {
        var asked = Asked(OperationKind.Expire);
        Stopped<Expire>(asked, (ref t) => t.Transfer(Asset.Principal, -500, SystemAccount.Breakage));
        Stopped<Expire>(asked, (ref t) => t.Transfer(Asset.Points, -1, SystemAccount.Breakage, Today));
        Stopped<Expire>(asked, (ref t) => t.Transfer(Asset.Points, 1, SystemAccount.Breakage, Today.AddDays(-1)));
        Stopped<Expire>(asked, (ref t) => t.Transfer(Asset.Principal, -500, SystemAccount.Breakage, Today.AddDays(-1)));
    }

    [Theory]
    [InlineData(OperationKind.Refund)]
    [InlineData(OperationKind.Reverse)]
    public void Nothing_is_given_back_that_was_not_taken(OperationKind kind)
    {
        var debit = Asked(OperationKind.Debit, 300);
        Taken(Decided(debit));
        var asked = Asked(kind, original: debit.Key);
        Writing more = (ref t) => { t.Transfer(Asset.Principal, 100, SystemAccount.Sales); Bonus(ref t, 201); };
        Writing points = (ref t) => Points(ref t, 1);
        if (kind == OperationKind.Refund) Stopped<Refund>(asked, more, points);
        else Stopped<Reverse>(asked, more, points);
    }

    [Fact]
    public void Nothing_is_taken_back_that_was_not_given()
    {
        var accrual = Asked(OperationKind.Accrue, 30, Asset.Points);
        Taken(Decided(accrual));
        Stopped<Refund>(Asked(OperationKind.Refund, original: accrual.Key), (ref t) => Points(ref t, -31), (ref t) => Bonus(ref t, -1));
    }

    [Theory]
    [InlineData(OperationKind.Warn)]
    [InlineData(OperationKind.Freeze)]
    [InlineData(OperationKind.IssueCard)]
    [InlineData(OperationKind.SetTier)]
    public void What_moves_nothing(OperationKind kind)
    {
        var asked = Asked(kind, note: "gold", newCard: kind == OperationKind.IssueCard);
        Writing one = (ref t) => Points(ref t, 1);
        switch (kind)
        {
            case OperationKind.Warn: Stopped<Warn>(asked, one); break;
            case OperationKind.Freeze: Stopped<Freeze>(asked, one); break;
            case OperationKind.IssueCard: Stopped<IssueCard>(asked, one); break;
            default: Stopped<SetTier>(asked, one); break;
        }
    }

    [Fact]
    public void A_kind_that_writes_nothing_at_all_is_stopped()
    {
        var asked = Asked(OperationKind.Warn);
        Assert.Throws<InvariantBrokenException>(() => Decide.By<Silent>(CaseOf(asked), new RowBuffer()));
    }

    [Fact]
    public void Detail_figure_and_outcome_are_settled_before_the_first_row_and_no_outcome_is_a_refusal()
    {
        var asked = Asked(OperationKind.Warn);
        Writing[] late = [(ref t) => t.Detail = null, (ref t) => t.Figure = 1, (ref t) => t.Outcome = Outcome.PostedInPart];
        foreach (var writing in late)
            Assert.Throws<InvariantBrokenException>(() =>
            {
                var transaction = new Transaction(CaseOf(asked), new RowBuffer());
                transaction.Note();
                writing(ref transaction);
            });
        Assert.Throws<InvariantBrokenException>(() =>
        {
            var transaction = new Transaction(CaseOf(asked), new RowBuffer());
            transaction.Outcome = Outcome.InsufficientFunds;
        });
    }

    [Theory]
    [InlineData(OperationKind.TopUp, 0)]
    [InlineData(OperationKind.Debit, -1)]
    [InlineData(OperationKind.PlaceHold, 0)]
    [InlineData(OperationKind.Transfer, -1)]
    [InlineData(OperationKind.Accrue, 0)]
    [InlineData(OperationKind.Adjust, 0)]
    [InlineData(OperationKind.Redeem, 0)]
    [InlineData(OperationKind.Checkout, 9_999)]
    public void What_no_reader_lets_through_fails_alone_and_leaves_no_row(OperationKind kind, long amount)
    {
        var terms = kind == OperationKind.Checkout
            ? new CheckoutTerms([new CheckoutLine(10_000, "", false, false)], 0, 0, null, false) : null;
        var (asked, rows) = (Asked(kind, amount, Asset.Principal, terms: terms), new RowBuffer());
        Assert.Throws<InvalidOperationException>(() => Decide.On(State, asked, Rules, default, new Position(0, 10, Now), rows));
        Assert.Equal(0, rows.Count);
    }

    private readonly struct Silent : IKind<Silent>
    {
        public static Refusal? Check(in Case asked, out Silent plan)
        {
            plan = default;
            return null;
        }

        public void Post(ref Transaction transaction)
        {
        }

        public void Ensure(in Transaction written)
        {
        }
    }
}
