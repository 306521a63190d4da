using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>What nobody who reads operations lets through fails alone, before a row is written: neither posted nor refused.</summary>
public sealed class PreconditionTests : Planted
{
    [Theory]
    [InlineData(OperationKind.TopUp, 0)]
    [InlineData(OperationKind.TopUp, -1)]
    [InlineData(OperationKind.Debit, 0)]
    [InlineData(OperationKind.Debit, -1)]
    [InlineData(OperationKind.PlaceHold, 0)]
    [InlineData(OperationKind.PlaceHold, -1)]
    [InlineData(OperationKind.CaptureHold, -1)]
    [InlineData(OperationKind.Adjust, 0, Asset.Points)]
    [InlineData(OperationKind.Adjust, 7, Asset.None)]
    [InlineData(OperationKind.Accrue, 0, Asset.Points)]
    [InlineData(OperationKind.Accrue, 0, Asset.Principal)]
    [InlineData(OperationKind.Accrue, -1, Asset.Points)]
    [InlineData(OperationKind.Redeem, 0)]
    [InlineData(OperationKind.Redeem, -100)]
    [InlineData(OperationKind.Redeem, -100, Asset.None, "voucher")]
    [InlineData(OperationKind.Transfer, 0, Asset.Points)]
    [InlineData(OperationKind.Transfer, -1, Asset.Points)]
    [InlineData(OperationKind.Refund, -1)]
    public void An_amount(OperationKind kind, long amount, Asset asset = Asset.None, string? note = null) =>
        Fails(Asked(kind, amount, asset, original: Guid.NewGuid(), note: note,
            terms: kind == OperationKind.Transfer ? new OtherAccountTerms(6) : null));

    [Theory]
    [InlineData(-1, 0, 10_000)]
    [InlineData(0, -1, 10_000)]
    [InlineData(0, 0, 9_999)]
    public void A_basket(long points, long stored, long asked) => Fails(Asked(OperationKind.Checkout, asked,
        terms: new CheckoutTerms([new CheckoutLine(10_000, "", false, false)], points, stored, null, false)));

    [Fact]
    public void A_basket_that_no_number_can_add_up() => Assert.Throws<OverflowException>(() => Decided(Asked(OperationKind.Checkout,
        terms: new CheckoutTerms([Line(long.MaxValue), Line(1)], 0, 0, null, false))));

    private static CheckoutLine Line(long amount) => new(amount, "", false, false);

    private void Fails(Operation operation)
    {
        var rows = new RowBuffer();
        Assert.Throws<InvalidOperationException>(() =>
            Decide.On(State, operation, Rules, default, new Position(0, State.LastSeq + 1, Now), rows));
        Assert.Equal(0, rows.Count);
    }
}
