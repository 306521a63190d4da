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

/// <summary>
/// What each kind promises is held against what was written: its own writing passes, and that of a planted writer, which moves a little
/// more or less than was decided, does not.
/// </summary>
public sealed class PromiseTests : Planted
{
    [Fact]
    public void Top_up()
    {
        var asked = Asked(OperationKind.TopUp, 20_000);
        Stopped<TopUp>(asked, (ref t) => t.Transfer(Asset.Principal, 20_000, SystemAccount.Tender));
        Stopped<TopUp>(asked, (ref t) => { t.Transfer(Asset.Principal, 20_001, SystemAccount.Tender); Bonus(ref t, 1_500); });
        Stopped<TopUp>(asked, (ref t) => { t.Transfer(Asset.Principal, 20_000, SystemAccount.Tender); Bonus(ref t, 1_501); });
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1_500, true)]
    [InlineData(1_499, false)]
    public void A_top_up_brings_the_programs_bonus_or_none(long bonus, bool isRight)
    {
        void Write() => Ensured(new TopUp(bonus, isOnce: false), Asked(OperationKind.TopUp, 20_000), (ref t) =>
        {
            t.Transfer(Asset.Principal, 20_000, SystemAccount.Tender);
            if (bonus > 0) Bonus(ref t, bonus);
        });
        if (isRight) Write();
        else Assert.Throws<InvariantBrokenException>(Write);
    }

    [Fact]
    public void Debit()
    {
        var asked = Asked(OperationKind.Debit, 600);
        Stopped<Debit>(asked, (ref t) => t.TakeStoredValue(599, SystemAccount.Sales));
        Stopped<Debit>(asked, (ref t) => t.TakeStoredValue(601, SystemAccount.Sales));
        Stopped<Debit>(asked, (ref t) => { t.TakeStoredValue(600, SystemAccount.Sales); Points(ref t, 1); });
        Stopped<Debit>(asked, (ref t) => { t.Transfer(Asset.Principal, -601, SystemAccount.Sales); Bonus(ref t, 1); });
    }

    [Fact]
    public void Debit_in_part()
    {
        var asked = Asked(OperationKind.Debit, 800, partial: true);
        Stopped<Debit>(asked, (ref t) => t.TakeStoredValue(700, SystemAccount.Sales));
        Stopped<Debit>(asked, (ref t) => { t.Outcome = Outcome.PostedInPart; t.TakeStoredValue(699, SystemAccount.Sales); });
    }

    [Theory]
    [InlineData(599, false, Outcome.PostedInPart)]
    [InlineData(599, true, Outcome.Posted)]
    [InlineData(601, true, Outcome.PostedInPart)]
    public void A_debit_of_another_amount_than_asked_for(long amount, bool partial, Outcome outcome)
    {
        var asked = Asked(OperationKind.Debit, 600, partial: partial);
        Assert.Throws<InvariantBrokenException>(() => Ensured(new Debit(amount), asked, (ref t) =>
        {
            t.Outcome = outcome;
            t.TakeStoredValue(amount, SystemAccount.Sales);
        }));
    }

    [Fact]
    public void Cash_out()
    {
        var asked = Asked(OperationKind.CashOut);
        Stopped<CashOut>(asked, (ref t) => t.PayOutStoredValue(netted: 0));
        Stopped<CashOut>(asked, (ref t) =>
        {
            t.Detail = new RowDetail { PayOutMinor = 500 };
            t.Transfer(Asset.Principal, -500, SystemAccount.CashOut);
        });
        Stopped<CashOut>(asked, (ref t) => { t.Detail = new RowDetail { PayOutMinor = 501 }; t.PayOutStoredValue(netted: 0); });
    }

    [Theory]
    [InlineData(300, 100, 0, true)]
    [InlineData(-1, 0, 0, false)]
    [InlineData(0, -1, 0, false)]
    [InlineData(-1, 1, 0, false)]
    [InlineData(300, 201, 0, false)]
    [InlineData(0, 0, 1, false)]
    [InlineData(0, 0, -1, false)]
    public void A_pay_out_that_keeps_back_what_it_cannot(long netted, long kept, long paidOff, bool isRight)
    {
        var asked = Asked(OperationKind.CashOut);
        void Write() => Ensured(new CashOut(netted, kept, paidOff, left: null), asked, (ref t) =>
        {
            t.Detail = new RowDetail { PayOutMinor = 500 - netted - kept };
            t.Transfer(Asset.Principal, -500, SystemAccount.CashOut);
            t.Transfer(Asset.Bonus, -200, SystemAccount.Breakage, Today);
            if (paidOff != 0) Points(ref t, paidOff);
        });
        if (isRight) Write();
        else Assert.Throws<InvariantBrokenException>(Write);
    }

    [Theory]
    [InlineData(Asset.Points, 30)]
    [InlineData(Asset.Points, -30)]
    [InlineData(Asset.Principal, 30)]
    [InlineData(Asset.Principal, -30)]
    [InlineData(Asset.Bonus, 30)]
    [InlineData(Asset.Bonus, -30)]
    public void Adjust(Asset asset, long amount)
    {
        var asked = Asked(OperationKind.Adjust, amount, asset);
        Stopped<Adjust>(asked, (ref t) => t.Transfer(asset, amount - 1, SystemAccount.Adjustment, Today));
        Stopped<Adjust>(asked, (ref t) =>
            t.Transfer(asset == Asset.Bonus ? Asset.Principal : Asset.Bonus, amount, SystemAccount.Adjustment, Today));
    }

    [Theory]
    [InlineData(Asset.Points, 30, null, 30)]
    [InlineData(Asset.Principal, 5_500, null, 5)]
    [InlineData(Asset.None, 0, "visit", 7)]
    public void Accrue(Asset asset, long amount, string? action, long earned)
    {
        var asked = Asked(OperationKind.Accrue, amount, asset, note: action);
        Stopped<Accrue>(asked, (ref t) => Points(ref t, earned - 1));
        Stopped<Accrue>(asked, (ref t) => { Points(ref t, earned); Bonus(ref t, 1); });
    }

    [Fact]
    public void Checkout()
    {
        var asked = Asked(OperationKind.Checkout, 10_000,
            terms: new CheckoutTerms([new CheckoutLine(10_000, "", false, false)], 100, 650, null, false));
        Stopped<Checkout>(asked, (ref t) => Paid(ref t, 100, 650, 8));
        Stopped<Checkout>(asked, (ref t) => Paid(ref t, 99, 650, 9));
        Stopped<Checkout>(asked, (ref t) => Paid(ref t, 100, 649, 9));

        static void Paid(ref Transaction t, long points, long stored, long earned)
        {
            t.TakeFromLots(Asset.Points, points, SystemAccount.PointsRedeemed);
            t.TakeStoredValue(stored, SystemAccount.Sales);
            Points(ref t, earned);
        }
    }

    [Theory]
    [InlineData(500, 650, 8_850)]
    [InlineData(501, 650, 8_850)]
    [InlineData(500, 9_501, -1)]
    public void A_basket_that_is_not_paid_exactly(long worth, long stored, long rest)
    {
        var lines = new CheckoutLine[] { new(10_000, "", false, false) };
        var basket = new BasketFacts(lines, [10_000], 10_000, 10_000, 100, worth, stored, 200, rest, 0, [], new EarningFacts("", []));
        var asked = Asked(OperationKind.Checkout, 10_000, terms: new CheckoutTerms(lines, 100, stored, null, false));
        void Write()
        {
            var transaction = new Transaction(CaseOf(asked), new RowBuffer());
            transaction.TakeFromLots(Asset.Points, 100, SystemAccount.PointsRedeemed);
            transaction.Transfer(Asset.Bonus, -200, SystemAccount.Sales, Today);
            transaction.Transfer(Asset.Principal, 200 - stored, SystemAccount.Sales);
            new Checkout(basket, held: null).Ensure(transaction);
        }
        if (worth + stored + rest == 10_000 && rest >= 0) Write();
        else Assert.Throws<InvariantBrokenException>(Write);
    }

    [Theory]
    [InlineData(10_000, 10_000, true)]
    [InlineData(9_999, 10_000, false)]
    [InlineData(10_000, 9_999, false)]
    public void A_basket_whose_lines_do_not_add_up_or_cost_more_than_the_list_says(long due, long list, bool isRight)
    {
        var lines = new CheckoutLine[] { new(10_000, "", false, false) };
        var basket = new BasketFacts(lines, [due], list, 10_000, 0, 0, 0, 0, 10_000, 0, [], new EarningFacts("", []));
        var asked = Asked(OperationKind.Checkout, 10_000, terms: new CheckoutTerms(lines, 0, 0, null, false));
        void Write() => Ensured(new Checkout(basket, held: null), asked, (ref t) => t.Note());
        if (isRight) Write();
        else Assert.Throws<InvariantBrokenException>(Write);
    }

    [Theory]
    [InlineData(300, 100, 100, true)]
    [InlineData(299, 100, 100, false)]
    [InlineData(300, 99, 100, false)]
    [InlineData(300, 99, 99, false)]
    public void A_basket_that_takes_another_part_of_its_hold(long fromHold, long left, long figure, bool isRight)
    {
        var hold = Hold(Guid.NewGuid(), 400);
        State = Account(Membership.New with { Holds = [hold] });
        var lines = new CheckoutLine[] { new(300, "", false, false) };
        var basket = new BasketFacts(lines, [300], 300, 300, 0, 0, 300, 0, 0, 0, [], new EarningFacts("", [])) { HeldMinor = fromHold };
        var terms = new CheckoutTerms(lines, 0, 300, null, false) { KeepHold = true };
        var asked = Asked(OperationKind.Checkout, 300, terms: terms, original: hold.Key);
        void Write() => Ensured(new Checkout(basket, HeldPart.Of(hold, 300, isLast: false)), asked, (ref t) =>
        {
            (t.Detail, t.Figure) = (new RowDetail { HoldLeft = hold with { PrincipalMinor = left } }, figure);
            t.Transfer(Asset.Principal, -300, SystemAccount.Sales);
        });
        if (isRight) Write();
        else Assert.Throws<InvariantBrokenException>(Write);
    }

    [Fact]
    public void Redeem()
    {
        var asked = Asked(OperationKind.Redeem, 200);
        Stopped<Redeem>(asked, (ref t) => { t.Figure = 1_000; t.TakeFromLots(Asset.Points, 100, SystemAccount.PointsRedeemed); });
        Stopped<Redeem>(asked, (ref t) => t.TakeFromLots(Asset.Points, 200, SystemAccount.PointsRedeemed));
        Stopped<Redeem>(asked, (ref t) =>
        {
            t.Figure = 1_000;
            t.TakeFromLots(Asset.Points, 200, SystemAccount.PointsRedeemed);
            Bonus(ref t, 1_000);
        });
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    [InlineData(-1, false)]
    public void A_reward_in_bonus_of_another_worth(long bonus, bool isRight)
    {
        void Write() => Ensured(new Redeem(200, 1_000, bonus), Asked(OperationKind.Redeem, 200), (ref t) =>
        {
            t.Figure = 1_000;
            t.TakeFromLots(Asset.Points, 200, SystemAccount.PointsRedeemed);
            if (bonus != 0) Bonus(ref t, bonus);
        });
        if (isRight) Write();
        else Assert.Throws<InvariantBrokenException>(Write);
    }

    [Fact]
    public void Place_hold()
    {
        var asked = Asked(OperationKind.PlaceHold, 600, terms: new HoldTerms(10));
        Stopped<PlaceHold>(asked, (ref t) => { t.Detail = new RowDetail { Hold = Hold(asked.Key, 601) }; t.Note(); });
        Stopped<PlaceHold>(asked, (ref t) => { t.Detail = new RowDetail { Hold = Hold(asked.Key, 600) }; Bonus(ref t, 1); });
    }

    [Theory]
    [InlineData(500, 200, true)]
    [InlineData(501, 199, false)]
    [InlineData(499, 201, false)]
    public void A_hold_of_what_is_not_free(long principal, long bonus, bool isFree)
    {
        var asked = Asked(OperationKind.PlaceHold, principal + bonus);
        var hold = Hold(asked.Key, principal) with { Bonus = [new Lot(Today, bonus)] };
        void Write() => Ensured(new PlaceHold(hold), asked, (ref t) => { t.Detail = new RowDetail { Hold = hold }; t.Note(); });
        if (isFree) Write();
        else Assert.Throws<InvariantBrokenException>(Write);
    }

    [Theory]
    [InlineData(300, false, 100)]
    [InlineData(300, true, 0)]
    public void Capture_hold(long amount, bool last, long left)
    {
        var hold = Hold(Guid.NewGuid(), 400);
        State = Account(Membership.New with { Holds = [hold] });
        var asked = Asked(OperationKind.CaptureHold, amount, terms: new CaptureTerms(last), original: hold.Key);
        Stopped<CaptureHold>(asked, (ref t) => Captured(ref t, amount + 1, left));
        Stopped<CaptureHold>(asked, (ref t) => Captured(ref t, amount, left + 1));
        Stopped<CaptureHold>(asked, (ref t) => Captured(ref t, amount, left, told: left + 1));

        void Captured(ref Transaction t, long taken, long leaves, long? told = null)
        {
            (t.Detail, t.Figure) = (new RowDetail { HoldLeft = hold with { PrincipalMinor = told ?? leaves } }, leaves);
            t.Transfer(Asset.Principal, -taken, SystemAccount.Sales);
        }
    }

    [Fact]
    public void Release_hold()
    {
        var hold = Hold(Guid.NewGuid(), 400);
        State = Account(Membership.New with { Holds = [hold] });
        var asked = Asked(OperationKind.ReleaseHold, original: hold.Key);
        Stopped<EndHold>(asked, (ref t) => { t.Detail = new RowDetail { HoldLeft = hold with { PrincipalMinor = 1 } }; t.Note(); });
    }
}
