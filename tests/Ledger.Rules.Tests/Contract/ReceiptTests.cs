using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Contract;

namespace Ledger.Rules.Tests.Contract;

/// <summary>Receipts are made from rows, and the same rows make the same receipt.</summary>
public sealed class ReceiptTests
{
    private static readonly Ask _ask = new(new Guid("01a20169-2e00-7958-b278-1ac50c5208b6"), V1.Kind.OpenAccount, 5);

    [Fact]
    public void I5_A_replayed_receipt_equals_the_first_but_for_replayed() => Cases.Hold(Histories.Any, 300, history =>
    {
        foreach (var rows in Desk.Of(history).Transactions)
        {
            var (first, again) = (Receipts.Of(rows), Receipts.Of([.. rows], replayed: true));
            Assert.True(!first.Replayed && again.Replayed);
            Assert.NotEqual(first, again);
            again.Replayed = false;
            Assert.Equal(first, again);
        }
    });

    [Theory]
    [InlineData(Outcome.OtherProgram)]
    [InlineData(Outcome.PinRequired)]
    [InlineData(Outcome.WrongPin)]
    [InlineData(Outcome.PinLocked)]
    [InlineData(Outcome.PinNotSet)]
    [InlineData(Outcome.AccountExists)]
    public void Who_has_not_shown_that_the_account_concerns_him_is_told_no_balances(Outcome outcome)
    {
        var row = new JournalRow
        {
            Account = 5, Seq = 1, Kind = OperationKind.Debit, Outcome = outcome, PrincipalAfter = 700, PostedAt = Desk.Now,
        };

        Assert.Null(Receipts.Of([row]).Balances);
        Assert.Equal(Receipts.Of([row]), V1.Receipt.Parser.ParseFrom(ReceiptEncoding.Receipt([row], replayed: false)));
        row.Outcome = Outcome.InsufficientFunds;
        Assert.Equal(700, Receipts.Of([row]).Balances.PrincipalMinor);
    }

    [Fact]
    public void The_key_is_told_in_network_order() => Assert.Equal(
        "01A201692E007958B2781AC50C5208B6", Convert.ToHexString(Receipts.KeyBytes(_ask.Key).Span));

    [Fact]
    public void A_receipt_names_its_place_its_program_and_its_times()
    {
        var receipt = Post(Terms.Demo, _ask);
        Assert.Equal((V1.Outcome.Posted, 5L, 3, 1L), (receipt.Outcome, receipt.Account, receipt.Partition, receipt.Sequence));
        Assert.Equal((1, 1, 20261122), (receipt.Program, receipt.RuleVersion, receipt.BusinessDate));
        Assert.Equal(Desk.Now, receipt.PostedAt.ToDateTime());
        Assert.Equal(new V1.Holdings(), receipt.Balances);
        Assert.True(receipt.Refusal is null && receipt.WorthMinor == 0 && receipt.DifferingField.Length == 0
            && receipt.Transfers.Count == 0);
    }

    [Fact]
    public void What_a_member_gains_is_a_credit_and_what_a_member_gives_a_debit()
    {
        var topUp = Post(Terms.Demo, _ask, Next(V1.Kind.TopUp) with { Amount = 20_000 });
        Assert.Equal(
            [Line(System(V1.SystemAccount.Tender), Member, V1.Asset.Principal, 20_000, 0),
                Line(System(V1.SystemAccount.BonusExpense), Member, V1.Asset.Bonus, 1500, 20271122)],
            topUp.Transfers);
        Assert.Equal(new V1.Holdings { PrincipalMinor = 20_000, BonusMinor = 1500 }, topUp.Balances);

        var debit = Post(Terms.Demo, _ask, Next(V1.Kind.TopUp) with { Amount = 20_000 }, Next(V1.Kind.Debit) with { Amount = 1600 });
        Assert.Equal(
            [Line(Member, System(V1.SystemAccount.Sales), V1.Asset.Bonus, 1500, 20271122),
                Line(Member, System(V1.SystemAccount.Sales), V1.Asset.Principal, 100, 0)],
            debit.Transfers);
        Assert.Equal(new V1.Holdings { PrincipalMinor = 19_900 }, debit.Balances);
    }

    [Fact]
    public void A_redemption_says_what_the_points_are_worth()
    {
        var receipt = Post(Terms.Demo, _ask, Next(V1.Kind.Accrue) with { Amount = 250, Asset = V1.Asset.Points, Note = "why" },
            Next(V1.Kind.Redeem) with { Amount = 200 });
        Assert.Equal(1000, receipt.WorthMinor);
        Assert.Equal([Line(Member, System(V1.SystemAccount.PointsRedeemed), V1.Asset.Points, 200, 20271231)], receipt.Transfers);
    }

    [Fact]
    public void A_redemption_out_of_several_lots_says_the_worth_once()
    {
        var rows = Post(Terms.Demo with { PointsLast = (Lasting.Days, 30) }, _ask,
            Next(V1.Kind.Accrue) with { Amount = 50, Asset = V1.Asset.Points, Note = "why" },
            Next(V1.Kind.Accrue) with { Amount = 50, Asset = V1.Asset.Points, Note = "why", When = _ask.When.AddDays(1) },
            Next(V1.Kind.Redeem) with { Amount = 100, When = _ask.When.AddDays(1) });
        Assert.Equal((500L, 2), (rows.WorthMinor, rows.Transfers.Count));
        Assert.Equal(4, rows.Sequence);
    }

    [Fact]
    public void A_lot_that_does_not_expire_reads_as_0()
    {
        var forever = Terms.Demo with { PointsLast = (Lasting.Forever, 0) };
        var receipt = Post(forever, _ask, Next(V1.Kind.Accrue) with { Amount = 2000 });
        Assert.Equal(0, Assert.Single(receipt.Transfers).Lot);
        Assert.Equal(0, DateNumber.Of(DateOnly.MaxValue));
        Assert.Equal(20270228, DateNumber.Of(new DateOnly(2027, 2, 28)));
    }

    [Theory]
    [InlineData(V1.Kind.Debit, V1.Asset.Unspecified, 150, V1.Outcome.InsufficientFunds, 150, 0, 0)]
    [InlineData(V1.Kind.Redeem, V1.Asset.Unspecified, 150, V1.Outcome.NotAMultiple, 150, 0, 100)]
    [InlineData(V1.Kind.Redeem, V1.Asset.Unspecified, 300, V1.Outcome.InsufficientPoints, 300, 200, 0)]
    [InlineData(V1.Kind.Adjust, V1.Asset.Points, -201, V1.Outcome.InsufficientPoints, 201, 200, 0)]
    [InlineData(V1.Kind.Accrue, V1.Asset.Points, 1_000_000_000, V1.Outcome.BalanceLimit, 1_000_000_000, 99_999_800, 0)]
    public void A_refusal_says_what_was_needed_and_what_there_is(
        V1.Kind kind, V1.Asset asset, long amount, V1.Outcome outcome, long needed, long available, long multipleOf)
    {
        var receipt = Post(Terms.Demo, _ask, Next(V1.Kind.Accrue) with { Amount = 200, Asset = V1.Asset.Points, Note = "why" },
            Next(kind) with { Amount = amount, Asset = asset, Note = kind == V1.Kind.Redeem ? null : "why" });
        Assert.Equal(outcome, receipt.Outcome);
        Assert.Equal(new V1.Refusal { Needed = needed, Available = available, MultipleOf = multipleOf }, receipt.Refusal);
        Assert.Equal(new V1.Holdings { Points = 200 }, receipt.Balances);
        Assert.Equal(0, receipt.WorthMinor);
    }

    [Fact]
    public void A_refusal_without_figures_has_none() => Assert.Null(Post(Terms.Demo, _ask, Next(V1.Kind.OpenAccount)).Refusal);

    [Fact]
    public void A_key_used_again_is_answered_with_the_field_and_where_the_first_one_is_and_no_balances()
    {
        var receipt = Post(Terms.Demo, _ask, _ask with { Store = 2 });
        Assert.Equal(
            new V1.Receipt
            {
                Key = Receipts.KeyBytes(_ask.Key), Outcome = V1.Outcome.KeyReused, Account = 5, Partition = 3, Sequence = 1,
                DifferingField = "store",
            }, receipt);
    }

    [Fact]
    public void Rows_that_do_not_begin_a_transaction_make_no_receipt()
    {
        Assert.Throws<InvariantBrokenException>(() => Receipts.Of([]));
        Assert.Throws<InvariantBrokenException>(() => Receipts.Of([new JournalRow { Leg = 1 }]));
    }

    private static V1.Side Member => new() { Account = 5 };

    private static V1.Side System(V1.SystemAccount account) => new() { System = account };

    private static V1.Transfer Line(V1.Side debit, V1.Side credit, V1.Asset asset, long amount, int lot) =>
        new() { Debit = debit, Credit = credit, Asset = asset, Amount = amount, Lot = lot };

    private static Ask Next(V1.Kind kind) => _ask with { Key = Guid.NewGuid(), Kind = kind };

    private static V1.Receipt Post(Terms terms, params Ask[] asks)
    {
        var desk = new Desk(new Dictionary<int, Terms> { [1] = terms });
        return asks.Select(desk.Post).ToList()[^1]!;
    }
}
