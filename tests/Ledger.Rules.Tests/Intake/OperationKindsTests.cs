using Ledger.Server;
using Ledger.Server.Intake;
using Ledger.Server.Rules;

namespace Ledger.Rules.Tests.Intake;

/// <summary>The part of an operation that belongs to its kind: what is read from it, and what is refused.</summary>
public sealed class OperationKindsTests
{
    private const string Token = "card 0001";
    private static readonly Limits _limits = new() { AmountMax = 1000 };

    public static TheoryData<string, string> Good => new()
    {
        { """{ "openAccount": {} }""", "OpenAccount 0 None False - -" },
        { """{ "openAccount": { "card": "card 0001" } }""", "OpenAccount 0 None False - card 0001" },
        { """{ "issueCard": { "card": "card 0001" } }""", "IssueCard 0 None False - card 0001" },
        { """{ "topUp": { "amountMinor": 1000 } }""", "TopUp 1000 None False - - top_up.amount_minor" },
        { """{ "topUp": { "amountMinor": 1, "tender": "cash" } }""", "TopUp 1 None False cash - top_up.amount_minor" },
        { """{ "accrue": { "purchaseMinor": 1 } }""", "Accrue 1 Principal False - - accrue.purchase_minor" },
        { """{ "accrue": { "points": 5, "reason": "sign-in" } }""", "Accrue 5 Points False sign-in - accrue.points" },
        { """{ "debit": { "amountMinor": 5 } }""", "Debit 5 None False - - debit.amount_minor" },
        { """{ "debit": { "amountMinor": 5, "allowPartial": true } }""", "Debit 5 None True - - debit.amount_minor" },
        { """{ "redeem": { "points": 100 } }""", "Redeem 100 None False - - redeem.points" },
        { """{ "adjust": { "asset": "ASSET_BONUS", "amount": -1000, "reason": "lost" } }""", "Adjust -1000 Bonus False lost - adjust.amount" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Every_kind_is_read(string json, string read)
    {
        var check = new Violations();
        var kind = OperationKinds.Read(V1.Operation.Parser.ParseJson(json), _limits, check);
        Assert.Empty(check.List);
        Assert.Equal(read, $"{kind.Kind} {kind.Asked} {kind.Asset} {kind.AllowPartial} {kind.Note ?? "-"} {kind.NewCard ?? "-"} {kind.AmountField}".TrimEnd());
    }

    [Theory]
    [InlineData("""{ }""", "kind REQUIRED")]
    [InlineData("""{ "openAccount": { "card": "short" } }""", "open_account.card LENGTH")]
    [InlineData("""{ "issueCard": {} }""", "issue_card.card REQUIRED")]
    [InlineData("""{ "topUp": {} }""", "top_up.amount_minor OUT_OF_RANGE")]
    [InlineData("""{ "topUp": { "amountMinor": -1 } }""", "top_up.amount_minor OUT_OF_RANGE")]
    [InlineData("""{ "topUp": { "amountMinor": 1001 } }""", "top_up.amount_minor OUT_OF_RANGE")]
    [InlineData("""{ "topUp": { "amountMinor": 1, "tender": "a\u0007" } }""", "top_up.tender CHARACTERS")]
    [InlineData("""{ "accrue": {} }""", "accrue.basis REQUIRED")]
    [InlineData("""{ "accrue": { "purchaseMinor": 0 } }""", "accrue.purchase_minor OUT_OF_RANGE")]
    [InlineData("""{ "accrue": { "purchaseMinor": 5, "reason": "why" } }""", "accrue.reason NOT_ALLOWED")]
    [InlineData("""{ "accrue": { "points": 5 } }""", "accrue.reason REQUIRED")]
    [InlineData("""{ "accrue": { "points": 1001 } }""", "accrue.points OUT_OF_RANGE, accrue.reason REQUIRED")]
    [InlineData("""{ "debit": { "amountMinor": 0, "allowPartial": true } }""", "debit.amount_minor OUT_OF_RANGE")]
    [InlineData("""{ "redeem": { "points": -100 } }""", "redeem.points OUT_OF_RANGE")]
    [InlineData("""{ "adjust": { "amount": 5, "reason": "why" } }""", "adjust.asset REQUIRED")]
    [InlineData("""{ "adjust": { "asset": 9, "amount": 5, "reason": "why" } }""", "adjust.asset REQUIRED")]
    [InlineData("""{ "adjust": { "asset": "ASSET_POINTS", "reason": "why" } }""", "adjust.amount OUT_OF_RANGE")]
    [InlineData("""{ "adjust": { "asset": "ASSET_POINTS", "amount": 1001, "reason": "why" } }""", "adjust.amount OUT_OF_RANGE")]
    [InlineData("""{ "adjust": { "asset": "ASSET_POINTS", "amount": "-9223372036854775808", "reason": "why" } }""", "adjust.amount OUT_OF_RANGE")]
    [InlineData("""{ "adjust": {} }""", "adjust.asset REQUIRED, adjust.amount OUT_OF_RANGE, adjust.reason REQUIRED")]
    public void Every_mistake_is_named(string json, string told)
    {
        var check = new Violations();
        OperationKinds.Read(V1.Operation.Parser.ParseJson(json), _limits, check);
        Assert.Equal(told, string.Join(", ", check.List.Select(violation => $"{violation.Field} {violation.Reason}")));
    }

    [Theory]
    [InlineData(64, 128, "")]
    [InlineData(65, 129, "top_up.tender LENGTH, accrue.reason LENGTH, adjust.reason LENGTH")]
    public void Notes_are_bounded(int tender, int reason, string told)
    {
        var check = new Violations();
        OperationKinds.Read(new V1.Operation { TopUp = new V1.TopUp { AmountMinor = 1, Tender = new string('t', tender) } }, _limits, check);
        OperationKinds.Read(new V1.Operation { Accrue = new V1.Accrue { Points = 1, Reason = new string('r', reason) } }, _limits, check);
        OperationKinds.Read(new V1.Operation { Adjust = new V1.Adjust { Asset = V1.Asset.Points, Amount = 1, Reason = new string('r', reason) } }, _limits, check);
        Assert.Equal(told, string.Join(", ", check.List.Select(violation => $"{violation.Field} {violation.Reason}")));
    }

    [Fact]
    public void Every_kind_of_the_contract_is_known_to_the_reader()
    {
        foreach (var field in V1.Operation.Descriptor.Oneofs.Single(oneof => oneof.Name == "kind").Fields)
        {
            var wire = new V1.Operation();
            field.Accessor.SetValue(wire, field.MessageType.Parser.ParseFrom([]));
            var check = new Violations();
            OperationKinds.Read(wire, _limits, check);
            Assert.DoesNotContain(check.List, violation => violation.Field == "kind");
            Assert.Contains(Enum.GetNames<OperationKind>(), name => name == wire.KindCase.ToString());
        }
        Assert.Equal(Token, OperationKinds.Read(new V1.Operation { IssueCard = new V1.IssueCard { Card = Token } }, _limits, new Violations()).NewCard);
    }
}
