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
public sealed class PromiseTests
{
    private delegate void Writing(ref Transaction transaction);

    private static readonly DateOnly _today = new(2026, 11, 22);

    private readonly ProgramRules _rules = Terms.Demo.ToRules() with
    {
        PointsTransferable = true, ValueTransferable = true, LostCardFeeMinor = 100,
        Actions = [new AccrualAction("visit", 7)],
        Tiers = [new Tier("gold", "Gold", []) { MonthlyBonusMinor = 300 }],
    };

    private AccountState _state = Account();
    private JournalRow[] _related = [];

    [Fact]
    public void Top_up()
    {
        var asked = Asked(OperationKind.TopUp, 20_000);
        Stopped<TopUp>(asked, (ref t) => t.Transfer(Asset.Principal, 20_000, SystemAccount.Tender));
        Stopped<TopUp>(asked, (ref t) => { t.Transfer(Asset.Principal, 20_001, SystemAccount.Tender); Bonus(ref t, 1_500); });
        Stopped<TopUp>(asked, (ref t) => { t.Transfer(Asset.Principal, 20_000, SystemAccount.Tender); Bonus(ref t, 1_501); });
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

    [Fact]
    public void Cash_out()
    {
        var asked = Asked(OperationKind.CashOut);
        Stopped<CashOut>(asked, (ref t) => t.PayOutStoredValue());
        Stopped<CashOut>(asked, (ref t) =>
        {
            t.Detail = new RowDetail { PayOutMinor = 500 };
            t.Transfer(Asset.Principal, -500, SystemAccount.CashOut);
        });
        Stopped<CashOut>(asked, (ref t) => { t.Detail = new RowDetail { PayOutMinor = 501 }; t.PayOutStoredValue(); });
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
        Stopped<Adjust>(asked, (ref t) => t.Transfer(asset, amount - 1, SystemAccount.Adjustment, _today));
        Stopped<Adjust>(asked, (ref t) =>
            t.Transfer(asset == Asset.Bonus ? Asset.Principal : Asset.Bonus, amount, SystemAccount.Adjustment, _today));
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
            transaction.Transfer(Asset.Bonus, -200, SystemAccount.Sales, _today);
            transaction.Transfer(Asset.Principal, 200 - stored, SystemAccount.Sales);
            new Checkout(basket).Ensure(transaction);
        }
        if (worth + stored + rest == 10_000 && rest >= 0) Write();
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

    [Fact]
    public void Place_hold()
    {
        var asked = Asked(OperationKind.PlaceHold, 600, terms: new HoldTerms(10));
        Stopped<PlaceHold>(asked, (ref t) => { t.Detail = new RowDetail { Hold = Hold(asked.Key, 601) }; t.Note(); });
        Stopped<PlaceHold>(asked, (ref t) => { t.Detail = new RowDetail { Hold = Hold(asked.Key, 600) }; Bonus(ref t, 1); });
    }

    [Fact]
    public void A_hold_of_what_is_not_free()
    {
        var asked = Asked(OperationKind.PlaceHold, 600);
        Assert.Throws<InvariantBrokenException>(() =>
        {
            var transaction = new Transaction(CaseOf(asked), new RowBuffer()) { Detail = new RowDetail { Hold = Hold(asked.Key, 600) } };
            transaction.Note();
            new PlaceHold(Hold(asked.Key, 600)).Ensure(transaction);
        });
    }

    [Theory]
    [InlineData(300, false, 100)]
    [InlineData(300, true, 0)]
    public void Capture_hold(long amount, bool last, long left)
    {
        var hold = Hold(Guid.NewGuid(), 400);
        _state = Account(Membership.New with { Holds = [hold] });
        var asked = Asked(OperationKind.CaptureHold, amount, terms: new CaptureTerms(last), original: hold.Key);
        Stopped<CaptureHold>(asked, (ref t) => Captured(ref t, amount + 1, left));
        Stopped<CaptureHold>(asked, (ref t) => Captured(ref t, amount, left + 1));

        void Captured(ref Transaction t, long taken, long leaves)
        {
            (t.Detail, t.Figure) = (new RowDetail { HoldLeft = hold with { PrincipalMinor = leaves } }, leaves);
            t.Transfer(Asset.Principal, -taken, SystemAccount.Sales);
        }
    }

    [Fact]
    public void Release_hold()
    {
        var hold = Hold(Guid.NewGuid(), 400);
        _state = Account(Membership.New with { Holds = [hold] });
        var asked = Asked(OperationKind.ReleaseHold, original: hold.Key);
        Stopped<EndHold>(asked, (ref t) => { t.Detail = new RowDetail { HoldLeft = hold with { PrincipalMinor = 1 } }; t.Note(); });
    }

    [Theory]
    [InlineData(Asset.Points)]
    [InlineData(Asset.Principal)]
    public void Transfer(Asset asset)
    {
        var asked = Asked(OperationKind.Transfer, 100, asset, terms: new OtherAccountTerms(6));
        Stopped<Transfer>(asked, (ref t) => t.Transfer(asset, -99, SystemAccount.InTransit, _today));
        Stopped<Transfer>(asked, (ref t) => { t.Transfer(asset, -100, SystemAccount.InTransit, _today); Bonus(ref t, -1); });
    }

    [Fact]
    public void Merge()
    {
        var asked = Asked(OperationKind.Merge, terms: new OtherAccountTerms(6));
        Stopped<Merge>(asked, (ref t) => t.PayOutStoredValue());
        Stopped<Merge>(asked, (ref t) => { t.PayOutStoredValue(); Points(ref t, -299); });
    }

    [Theory]
    [InlineData(OperationKind.Arrive)]
    [InlineData(OperationKind.ComeBack)]
    public void What_was_on_its_way(OperationKind kind)
    {
        var (sending, sender) = (Asked(OperationKind.Transfer, 100, Asset.Principal, terms: new OtherAccountTerms(6)), _state);
        _related = Decided(sending);
        _state = kind == OperationKind.ComeBack ? sender : Account(account: 6);
        var asked = Asked(kind, original: sending.Key);
        Writing more = (ref t) => t.Transfer(Asset.Principal, 101, SystemAccount.InTransit);
        Writing other = (ref t) => t.Transfer(Asset.Bonus, 100, SystemAccount.InTransit, _today);
        if (kind == OperationKind.Arrive) Stopped<Arrive>(asked, more, other);
        else Stopped<ComeBack>(asked, more, other);
    }

    [Fact]
    public void Cancel_account()
    {
        var asked = Asked(OperationKind.CancelAccount);
        Stopped<CancelAccount>(asked, (ref t) => { t.Detail = new RowDetail { PayOutMinor = 500 }; t.PayOutStoredValue(); });
        Stopped<CancelAccount>(asked, (ref t) =>
        {
            t.Detail = new RowDetail { PayOutMinor = 499 };
            t.PayOutStoredValue();
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
        _state = Account(Membership.New with { NextGrantOn = _today });
        var asked = Asked(OperationKind.GrantBonus);
        Stopped<GrantBonus>(asked, (ref t) => Bonus(ref t, 301));
    }

    [Fact]
    public void Expire()
    {
        var asked = Asked(OperationKind.Expire);
        Stopped<Expire>(asked, (ref t) => t.Transfer(Asset.Principal, -500, SystemAccount.Breakage));
        Stopped<Expire>(asked, (ref t) => t.Transfer(Asset.Points, -1, SystemAccount.Breakage, _today));
        Stopped<Expire>(asked, (ref t) => t.Transfer(Asset.Points, 1, SystemAccount.Breakage, _today.AddDays(-1)));
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
        Assert.Throws<InvalidOperationException>(() => Decide.On(_state, asked, _rules, default, new Position(0, 10, Now), rows));
        Assert.Equal(0, rows.Count);
    }

    private static DateTime Now => _today.ToDateTime(new TimeOnly(4, 0), DateTimeKind.Utc);

    // 300 points, 500 principal and 200 bonus.
    private static AccountState Account(Membership? membership = null, long account = 5) => AccountState.Restore(
        account, 1, 9, 500, [new Lot(_today, 300)], [new Lot(_today, 200)],
        [new Card(Ask.CardId("first card"), "card", CardStatus.Active)], membership);

    private static HoldFacts Hold(Guid key, long principal) => new(key, principal, [], Now.AddMinutes(10));

    private static void Points(ref Transaction transaction, long amount) =>
        transaction.Transfer(Asset.Points, amount, SystemAccount.PointsIssued, _today);

    private static void Bonus(ref Transaction transaction, long amount) =>
        transaction.Transfer(Asset.Bonus, amount, SystemAccount.BonusExpense, _today);

    private static Operation Asked(
        OperationKind kind, long amount = 0, Asset asset = Asset.None, OperationTerms? terms = null, Guid? original = null,
        string? note = null, bool partial = false, bool newCard = false) => new()
    {
        Key = Guid.NewGuid(), Kind = kind, Account = kind == OperationKind.Arrive ? 6 : 5, Store = 1, Program = 1, Terminal = 7,
        BusinessTime = Now, BusinessDate = _today, Asked = amount, Asset = asset, Terms = terms, Original = original, Note = note,
        AllowPartial = partial, NewCard = newCard ? new NewCard(Ask.CardId("another card"), "card") : null,
    };

    private Case CaseOf(Operation operation) =>
        new(_state, operation, _rules, new Circumstances { Related = _related }, new Position(0, _state.LastSeq + 1, Now));

    private JournalRow[] Decided(Operation operation)
    {
        var rows = new RowBuffer();
        Decide.On(_state, operation, _rules, default, new Position(0, _state.LastSeq + 1, Now), rows);
        Assert.Equal(Outcome.Posted, rows[0].Outcome);
        return rows.Rows.ToArray();
    }

    private void Taken(JournalRow[] rows)
    {
        foreach (var row in rows) _state.Apply(row);
        _related = rows;
    }

    // What the kind writes by itself passes; none of what is planted does.
    private void Stopped<TKind>(Operation operation, params Writing[] planted)
        where TKind : struct, IKind<TKind>
    {
        Assert.Null(TKind.Check(CaseOf(operation), out var kind));
        Ensured(kind, operation, kind.Post);
        foreach (var writing in planted) Assert.Throws<InvariantBrokenException>(() => Ensured(kind, operation, writing));
    }

    private void Ensured<TKind>(TKind kind, Operation operation, Writing writing)
        where TKind : struct, IKind<TKind>
    {
        var transaction = new Transaction(CaseOf(operation), new RowBuffer());
        writing(ref transaction);
        kind.Ensure(transaction);
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
