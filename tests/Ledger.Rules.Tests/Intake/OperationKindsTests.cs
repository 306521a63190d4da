using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Intake.Checking;

namespace Ledger.Rules.Tests.Intake;

/// <summary>The part of an operation that belongs to its kind: what is read from it, and what is refused.</summary>
public sealed class OperationKindsTests
{
    private const string Token = "card 0001";
    // The contract's test vector.
    private const string Key = "AaIBaS4AeViyeBrFDFIItg==";
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
        { """{ "adjust": { "asset": "ASSET_BONUS", "amount": -1000, "reason": "lost" } }""",
            "Adjust -1000 Bonus False lost - adjust.amount" },
        { """{ "accrue": { "action": "sign_in" } }""", "Accrue 0 None False sign_in -" },
        { """{ "redeem": { "reward": "mug" } }""", "Redeem 0 None False mug - redeem.points" },
        { """{ "checkout": { "lines": [{ "amountMinor": 400 }, { "amountMinor": 600, "category": "tea" }] } }""",
            "Checkout 1000 None False - - checkout.lines" },
        { $$"""{ "refund": { "originalKey": "{{Key}}" } }""", "Refund 0 None False - - refund.amount" },
        { $$"""{ "refund": { "originalKey": "{{Key}}", "amount": 5 } }""", "Refund 5 None False - - refund.amount" },
        { $$"""{ "reverse": { "originalKey": "{{Key}}" } }""", "Reverse 0 None False - -" },
        { """{ "placeHold": { "amountMinor": 5, "minutes": 30 } }""", "PlaceHold 5 None False - - place_hold.amount_minor" },
        { $$"""{ "captureHold": { "holdKey": "{{Key}}" } }""", "CaptureHold 0 None False - - capture_hold.amount_minor" },
        { $$"""{ "releaseHold": { "holdKey": "{{Key}}" } }""", "ReleaseHold 0 None False - -" },
        { """{ "reportLoss": {} }""", "ReportLoss 0 None False - -" },
        { """{ "findCard": { "lastFour": "0001" } }""", "FindCard 0 None False - -" },
        { """{ "replaceCard": { "card": "card 0001", "lastFour": "0009" } }""", "ReplaceCard 0 None False - card 0001" },
        { """{ "approveCard": { "reason": "met" } }""", "ApproveCard 0 None False met -" },
        { """{ "setPin": { "newPin": "1234" } }""", "SetPin 0 None False - -" },
        { """{ "unlockPin": {} }""", "UnlockPin 0 None False - -" },
        { """{ "freeze": { "reason": "fraud" } }""", "Freeze 0 None False fraud -" },
        { """{ "unfreeze": {} }""", "Unfreeze 0 None False - -" },
        { """{ "warn": { "reason": "rude" } }""", "Warn 0 None False rude -" },
        { """{ "cashOut": {} }""", "CashOut 0 None False - -" },
        { """{ "cancelAccount": {} }""", "CancelAccount 0 None False - -" },
        { """{ "transfer": { "toAccount": 6, "asset": "ASSET_POINTS", "amount": 5 } }""", "Transfer 5 Points False - - transfer.amount" },
        { """{ "merge": { "intoAccount": 6 } }""", "Merge 0 None False - -" },
        { """{ "describe": { "birthdays": [{ "whose": "own", "month": 2, "day": 29 }] } }""", "Describe 0 None False - -" },
        { """{ "setTier": { "tier": "gold", "reason": "loyal" } }""", "SetTier 0 None False gold -" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Every_kind_is_read(string json, string read)
    {
        var check = new Violations();
        var kind = OperationKinds.Read(V1.Operation.Parser.ParseJson(json), _limits, check);
        Assert.Empty(check.List);
        var (note, card) = (kind.Note ?? "-", kind.NewCard ?? "-");
        Assert.Equal(read, $"{kind.Kind} {kind.Asked} {kind.Asset} {kind.AllowPartial} {note} {card} {kind.AmountField}".TrimEnd());
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
    [InlineData("""{ "adjust": { "asset": "ASSET_POINTS", "amount": "-9223372036854775808", "reason": "why" } }""",
        "adjust.amount OUT_OF_RANGE")]
    [InlineData("""{ "adjust": {} }""", "adjust.asset REQUIRED, adjust.amount OUT_OF_RANGE, adjust.reason REQUIRED")]
    [InlineData("""{ "openAccount": { "cardType": "gift" } }""", "open_account.card_type NOT_ALLOWED")]
    [InlineData("""{ "openAccount": { "identifiers": [{ "value": "abcd" }, { "kind": "IDENTIFIER_KIND_MOBILE", "value": "123" }] } }""",
        "open_account.identifiers[0].kind REQUIRED, open_account.identifiers[1].value LENGTH")]
    [InlineData("""{ "openAccount": { "identifiers": [{ "kind": 2, "value": "abcd" }, { "kind": 2, "value": "efgh" }] } }""",
        "open_account.identifiers[1].kind REPEATED")]
    [InlineData("""{ "openAccount": { "birthdays": [{ "whose": "own", "month": 2, "day": 30 }, { "month": 13, "day": 0 }] } }""",
        "open_account.birthdays[0].day OUT_OF_RANGE, open_account.birthdays[1].whose REQUIRED, "
        + "open_account.birthdays[1].month OUT_OF_RANGE, open_account.birthdays[1].day OUT_OF_RANGE")]
    [InlineData("""{ "openAccount": { "qualifyingPurchaseMinor": -1, "qualifyingTotalMinor": 1001 } }""",
        "open_account.qualifying_purchase_minor OUT_OF_RANGE, open_account.qualifying_total_minor OUT_OF_RANGE")]
    [InlineData("""{ "accrue": { "action": "" } }""", "accrue.action REQUIRED")]
    [InlineData("""{ "accrue": { "action": "sign_in", "reason": "why" } }""", "accrue.reason NOT_ALLOWED")]
    [InlineData("""{ "redeem": {} }""", "redeem.points OUT_OF_RANGE")]
    [InlineData("""{ "redeem": { "points": -1, "reward": "mug" } }""", "redeem.points OUT_OF_RANGE")]
    [InlineData("""{ "checkout": {} }""", "checkout.lines OUT_OF_RANGE")]
    [InlineData("""{ "checkout": { "lines": [{ "amountMinor": 5 }, {}] } }""", "checkout.lines[1].amount_minor OUT_OF_RANGE")]
    [InlineData("""{ "checkout": { "lines": [{ "amountMinor": 600 }, { "amountMinor": 401 }] } }""", "checkout.lines OUT_OF_RANGE")]
    [InlineData("""{ "checkout": { "lines": [{ "amountMinor": 5, "category": "a\nb" }], "points": -1 } }""",
        "checkout.lines[0].category CHARACTERS, checkout.points OUT_OF_RANGE")]
    [InlineData("""{ "checkout": { "lines": [{ "amountMinor": 5 }], "storedValueMinor": 5, "allStoredValue": true } }""",
        "checkout.stored_value_minor NOT_ALLOWED")]
    [InlineData("""{ "checkout": { "lines": [{ "amountMinor": 5 }], "storedValueMinor": -5, "restMinor": -1 } }""",
        "checkout.stored_value_minor OUT_OF_RANGE, checkout.rest_minor OUT_OF_RANGE")]
    [InlineData("""{ "refund": {} }""", "refund.original_key REQUIRED")]
    [InlineData("""{ "refund": { "originalKey": "AAAA" } }""", "refund.original_key KEY_MALFORMED")]
    [InlineData($$"""{ "refund": { "originalKey": "{{Key}}", "amount": 5, "lines": [{ "line": 1 }] } }""", "refund.lines NOT_ALLOWED")]
    [InlineData($$"""{ "refund": { "originalKey": "{{Key}}", "lines": [{ "line": 1 }, { "line": 1 }] } }""",
        "refund.lines[1].line REPEATED")]
    [InlineData($$"""{ "refund": { "originalKey": "{{Key}}", "lines": [{ "line": 200, "amountMinor": -1 }] } }""",
        "refund.lines[0].line OUT_OF_RANGE, refund.lines[0].amount_minor OUT_OF_RANGE")]
    [InlineData($$"""{ "key": "{{Key}}", "reverse": { "originalKey": "{{Key}}" } }""", "reverse.original_key NOT_ALLOWED")]
    [InlineData("""{ "placeHold": { "minutes": -1 } }""", "place_hold.amount_minor OUT_OF_RANGE, place_hold.minutes OUT_OF_RANGE")]
    [InlineData("""{ "captureHold": { "amountMinor": -1 } }""", "capture_hold.hold_key REQUIRED, capture_hold.amount_minor OUT_OF_RANGE")]
    [InlineData("""{ "releaseHold": {} }""", "release_hold.hold_key REQUIRED")]
    [InlineData("""{ "reportLoss": { "lastFour": "123" } }""", "report_loss.last_four LENGTH")]
    [InlineData("""{ "findCard": { "lastFour": "123" } }""", "find_card.last_four LENGTH")]
    [InlineData("""{ "replaceCard": { "lastFour": "12é4" } }""", "replace_card.card REQUIRED, replace_card.last_four LENGTH")]
    [InlineData("""{ "approveCard": {} }""", "approve_card.reason REQUIRED")]
    [InlineData("""{ "setPin": {} }""", "set_pin.new_pin REQUIRED")]
    [InlineData("""{ "setPin": { "newPin": "123" } }""", "set_pin.new_pin LENGTH")]
    [InlineData("""{ "setPin": { "newPin": "1234567890123" } }""", "set_pin.new_pin LENGTH")]
    [InlineData("""{ "setPin": { "newPin": "12a4" } }""", "set_pin.new_pin CHARACTERS")]
    [InlineData("""{ "freeze": {} }""", "freeze.reason REQUIRED")]
    [InlineData("""{ "warn": { "reason": "a\tb" } }""", "warn.reason CHARACTERS")]
    [InlineData("""{ "transfer": {} }""", "transfer.to_account OUT_OF_RANGE, transfer.asset REQUIRED, transfer.amount OUT_OF_RANGE")]
    [InlineData("""{ "transfer": { "toAccount": 6, "asset": "ASSET_BONUS", "amount": 1 } }""", "transfer.asset REQUIRED")]
    [InlineData("""{ "merge": { "intoAccount": "9007199254740992" } }""", "merge.into_account OUT_OF_RANGE")]
    [InlineData("""{ "describe": {} }""", "describe REQUIRED")]
    [InlineData("""{ "setTier": {} }""", "set_tier.tier REQUIRED, set_tier.reason REQUIRED")]
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
        OperationKinds.Read(
            new V1.Operation { TopUp = new V1.TopUp { AmountMinor = 1, Tender = new string('t', tender) } }, _limits, check);
        OperationKinds.Read(new V1.Operation { Accrue = new V1.Accrue { Points = 1, Reason = new string('r', reason) } }, _limits, check);
        var adjust = new V1.Adjust { Asset = V1.Asset.Points, Amount = 1, Reason = new string('r', reason) };
        OperationKinds.Read(new V1.Operation { Adjust = adjust }, _limits, check);
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
        Assert.Equal(Token,
            OperationKinds.Read(new V1.Operation { IssueCard = new V1.IssueCard { Card = Token } }, _limits, new Violations()).NewCard);
    }
}
