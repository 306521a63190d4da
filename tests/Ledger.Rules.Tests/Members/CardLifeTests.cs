using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Members;

/// <summary>Cards issued, approved, lost, replaced and closed, what their types allow, and which refusal a caller sees.</summary>
public sealed class CardLifeTests
{
    private static readonly ProgramRules _food = Branch.Demo with
    {
        CardsMax = 4,
        LostCardFeeMinor = 200,
        DamagedCardFeeMinor = 100,
        CardTypes =
        [
            CardType.Member,
            new CardType("gift", "Gift") { Earns = false, Validity = new Validity(ValidityKind.Months, 12), ClosesAtZero = true,
            ForfeitsAtExpiry = true },
            new CardType("special", "Special") { NeedsApproval = true, Validity = new Validity(ValidityKind.Days, 30), Loads = false },
        ],
    };

    private readonly Branch _branch = new(_food);

    [Theory]
    // Each row repairs one mistake more.
    [InlineData("taken card", 3, Outcome.CardTaken)]
    [InlineData("fresh card", 3, Outcome.CardLimit)]
    [InlineData("fresh card", 2, Outcome.Posted)]
    public void Issue_card(string card, int more, Outcome outcome)
    {
        _branch.Open(5, "first card");
        _branch.Taken.Add(Branch.CardId("taken card"));
        for (var i = 0; i < more; i++) _branch.Post(OperationKind.IssueCard, 5, newCard: $"card 000{i}");
        Assert.Equal(outcome, _branch.Try(OperationKind.IssueCard, 5, newCard: card));
    }

    [Theory]
    [InlineData("", "Active", null)]
    [InlineData("member", "Active", null)]
    [InlineData("gift", "Active", "2027-11-22")]
    [InlineData("special", "Waiting", null)]
    public void A_card_is_what_its_type_says(string type, string status, string? lastDay)
    {
        _branch.Open(5, "first card", type);
        var card = Assert.Single(_branch[5].Cards);
        Assert.Equal((status, lastDay), ($"{card.Status}", card.ExpiresOn?.ToString("yyyy-MM-dd", null)));
        Assert.Equal(type == "member" ? "" : type, card.Type);
    }

    [Fact]
    public void The_state_of_the_card_presented_is_told_in_this_order()
    {
        _branch.Open(5, "gift 1111", "gift").Give(5, principal: 1000);
        Assert.Equal(Outcome.CardNotActive, Debit("strange 9"));
        Assert.Equal(Outcome.Posted, Debit("gift 1111"));
        _branch.Later(days: 365);
        Assert.Equal(Outcome.Posted, Debit("gift 1111"));
        _branch.Later(days: 1);
        Assert.Equal(Outcome.CardExpired, Debit("gift 1111"));
        _branch.Post(OperationKind.ReportLoss, 5);
        Assert.Equal(Outcome.CardLost, Debit("gift 1111"));
        _branch.Post(OperationKind.ReplaceCard, 5, newCard: "gift 2222", terms: new CardTerms(""));
        Assert.Equal(Outcome.CardVoid, Debit("gift 1111"));
        _branch.Post(OperationKind.IssueCard, 5, newCard: "spec 3333", type: "special");
        Assert.Equal(Outcome.CardWaiting, Debit("spec 3333"));
    }

    [Fact]
    public void A_lost_or_expired_card_still_captures_what_it_set_aside_and_a_void_one_does_not()
    {
        _branch.Open(5, "gift 1111", "gift").Give(5, principal: 1000);
        var hold = _branch.Post(OperationKind.PlaceHold, 5, 500, card: "gift 1111")[0].Key;
        _branch.Post(OperationKind.ReportLoss, 5, card: "gift 1111", terms: new CardTerms(""));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.CaptureHold, 5, 100, card: "gift 1111", original: hold));
        _branch.Post(OperationKind.ReplaceCard, 5, newCard: "gift 2222", terms: new CardTerms(""));
        Assert.Equal(Outcome.CardVoid, _branch.Try(OperationKind.CaptureHold, 5, 100, card: "gift 1111", original: hold));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.ReleaseHold, 5, card: "gift 1111", original: hold));
    }

    [Theory]
    [InlineData("gift", OperationKind.Accrue, Outcome.NotCapable)]
    [InlineData("gift", OperationKind.TopUp, Outcome.Posted)]
    [InlineData("gift", OperationKind.Debit, Outcome.Posted)]
    [InlineData("special", OperationKind.Accrue, Outcome.Posted)]
    [InlineData("special", OperationKind.TopUp, Outcome.NotCapable)]
    [InlineData("special", OperationKind.Debit, Outcome.Posted)]
    public void A_type_earns_loads_and_spends_as_the_program_says(string type, OperationKind kind, Outcome outcome)
    {
        _branch.Open(5, "old  0000").Give(5, principal: 5000);
        _branch.Post(OperationKind.IssueCard, 5, newCard: "card 1111", type: type);
        if (type == "special") _branch.Post(OperationKind.ApproveCard, 5);
        Assert.Equal(outcome, _branch.Try(kind, 5, 1000, Asset.Principal, card: "card 1111"));
        // Without a card, or by the mobile number, the newest card speaks for the account.
        Assert.Equal(outcome, _branch.Try(kind, 5, 1000, Asset.Principal));
        Assert.Equal(outcome, _branch.Try(kind, 5, 1000, Asset.Principal, card: "13800001111", isIdentifier: true));
        Assert.Equal(Outcome.Posted, _branch.Try(kind, 5, 1000, Asset.Principal, card: "old  0000"));
    }

    [Fact]
    public void A_tier_earns_loads_and_spends_as_the_program_says()
    {
        _branch.Rules = _branch.Rules with { Tiers = [new Tier("ordinary", "Ordinary", []) { Earns = false, Loads = false, Spends = false },
            new Tier("stored", "Stored", [])] };
        _branch.Open(5).Give(5, principal: 5000);
        foreach (var kind in new[] { OperationKind.Accrue, OperationKind.TopUp, OperationKind.Debit, OperationKind.PlaceHold,
            OperationKind.CashOut })
            Assert.Equal(Outcome.NotCapable, _branch.Try(kind, 5, 100, Asset.Principal));
        _branch.Post(OperationKind.SetTier, 5, note: "stored");
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Debit, 5, 100));
    }

    [Fact]
    public void Report_loss()
    {
        _branch.Open(5, "card 1111");
        _branch.Post(OperationKind.IssueCard, 5, newCard: "card 2222");
        Assert.Equal(Outcome.CardAmbiguous, Lose(""));
        Assert.Equal(Outcome.CardAmbiguous, Lose("9999"));
        Assert.Equal(Outcome.Posted, Lose("1111"));
        // Again: posted, nothing changes. Without the last four the one in use is meant now.
        Assert.Equal(Outcome.Posted, Lose("1111"));
        Assert.Equal(["Lost", "Active"], Statuses());
        Assert.Equal(Outcome.Posted, Lose(""));
        Assert.Equal(["Lost", "Lost"], Statuses());
        _branch.Post(OperationKind.ReplaceCard, 5, newCard: "card 3333", terms: new CardTerms("1111"));
        Assert.Equal(Outcome.CardVoid, Lose("1111"));
    }

    [Theory]
    [InlineData("", "taken 99", true, 4, Outcome.CardAmbiguous)]
    [InlineData("0000", "taken 99", true, 4, Outcome.CardVoid)]
    [InlineData("1111", "taken 99", true, 4, Outcome.CardTaken)]
    [InlineData("1111", "fresh 99", true, 4, Outcome.CardLimit)]
    [InlineData("1111", "fresh 99", true, 3, Outcome.InsufficientFunds)]
    [InlineData("1111", "fresh 99", false, 3, Outcome.Posted)]
    public void Replace_card(string lastFour, string card, bool fromStoredValue, int cards, Outcome outcome)
    {
        _branch.Open(5, "void 0000");
        _branch.Post(OperationKind.ReplaceCard, 5, newCard: "card 1111", terms: new CardTerms("0000"));
        for (var i = 2; i < cards; i++) _branch.Post(OperationKind.IssueCard, 5, newCard: $"card 222{i}");
        _branch.Taken.Add(Branch.CardId("taken 99"));
        Assert.Equal(outcome, _branch.Try(OperationKind.ReplaceCard, 5, newCard: card,
            terms: new CardTerms(lastFour, FeeFromStoredValue: fromStoredValue)));
    }

    [Theory]
    [InlineData(false, false, 200, 0)]
    [InlineData(true, false, 100, 0)]
    [InlineData(false, true, 0, 200)]
    [InlineData(true, true, 0, 100)]
    public void A_replacement_costs_two_yuan_and_a_damaged_card_one(bool damaged, bool fromStoredValue, long atTheTill, long taken)
    {
        _branch.Open(5, "gift 1111", "gift").Give(5, principal: 1000);
        var rows = _branch.Post(OperationKind.ReplaceCard, 5, newCard: "gift 2222", terms: new CardTerms("", damaged, fromStoredValue));
        Assert.Equal(atTheTill, rows[0].Detail!.FeeMinor);
        Assert.Equal(1000 - taken, _branch[5].Principal);
        Assert.All(rows, row => Assert.Equal(fromStoredValue ? SystemAccount.Fees : SystemAccount.None, row.Counter));
        Assert.Equal(["Void", "Active"], Statuses());
        // The new card is what the old one was.
        Assert.Equal(("gift", new DateOnly(2027, 11, 22)), (_branch[5].Cards[1].Type, _branch[5].Cards[1].ExpiresOn!.Value));
    }

    [Fact]
    public void Approve_card()
    {
        _branch.Open(5, "card 0000");
        Assert.Equal(Outcome.CardNotWaiting, _branch.Try(OperationKind.ApproveCard, 5));
        _branch.Post(OperationKind.IssueCard, 5, newCard: "spec 1111", type: "special");
        _branch.Post(OperationKind.IssueCard, 5, newCard: "spec 2222", type: "special");
        Assert.Equal(Outcome.CardAmbiguous, _branch.Try(OperationKind.ApproveCard, 5));
        Assert.Equal(Outcome.CardNotWaiting, _branch.Try(OperationKind.ApproveCard, 5, terms: new CardTerms("0000")));
        _branch.Later(days: 10);
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.ApproveCard, 5, terms: new CardTerms("1111")));
        Assert.Equal(["Active", "Active", "Waiting"], Statuses());
        // Its thirty days count from the approval.
        Assert.Equal(new DateOnly(2027, 1, 1), _branch[5].Cards[1].ExpiresOn);
    }

    [Fact]
    public void A_card_that_is_found_is_what_it_was()
    {
        _branch.Open(5, "card 1111").Give(5, principal: 1000);
        _branch.Post(OperationKind.IssueCard, 5, newCard: "spec 2222", type: "special");
        Assert.Equal(Outcome.CardNotLost, Find(""));
        Assert.Equal(Outcome.Posted, Lose("1111"));
        Assert.Equal(Outcome.Posted, Lose("2222"));
        Assert.Equal(Outcome.CardAmbiguous, Find(""));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.FindCard, 5, card: "card 1111", terms: new CardTerms("")));
        Assert.Equal(Outcome.Posted, Debit("card 1111"));
        // The only one that is lost is meant; it goes on waiting.
        Assert.Equal(Outcome.Posted, Find(""));
        Assert.Equal(["Active", "Waiting"], Statuses());
        Assert.Equal(Outcome.CardNotLost, Find("2222"));
    }

    [Fact]
    public void A_card_that_was_approved_lost_and_found_needs_no_second_approval()
    {
        _branch.Open(5, "spec 1111", "special");
        _branch.Post(OperationKind.ApproveCard, 5);
        Assert.Equal(Outcome.Posted, Lose(""));
        Assert.Equal(Outcome.Posted, Find(""));
        Assert.Equal(["Active"], Statuses());
    }

    [Fact]
    public void A_card_that_was_replaced_or_that_nobody_has_is_not_found()
    {
        _branch.Open(5, "card 1111").Open(6);
        Assert.Equal(Outcome.Posted, Lose(""));
        _branch.Post(OperationKind.ReplaceCard, 5, newCard: "card 2222", terms: new CardTerms(""));
        Assert.Equal(Outcome.CardVoid, Find("1111"));
        Assert.Equal(Outcome.CardNotLost, Find(""));
        Assert.Equal(Outcome.CardAmbiguous, _branch.Try(OperationKind.FindCard, 6, terms: new CardTerms("")));
    }

    [Fact]
    public void A_frozen_members_card_is_found_and_still_spends_nothing()
    {
        _branch.Open(5, "card 1111").Give(5, principal: 1000);
        Assert.Equal(Outcome.Posted, Lose(""));
        _branch.Post(OperationKind.Freeze, 5);
        Assert.Equal(Outcome.Posted, Find(""));
        Assert.Equal(Outcome.AccountFrozen, Debit("card 1111"));
    }

    [Fact]
    public void A_renewed_card_is_meant_where_the_old_one_is_past_its_last_day()
    {
        _branch.Open(5, "gift 1111", "gift").Give(5, principal: 1000);
        _branch.Later(days: 366);
        _branch.Post(OperationKind.IssueCard, 5, newCard: "gift 2222", type: "gift");
        Assert.Equal(Outcome.Posted, Lose(""));
        Assert.Equal(["Active", "Lost"], Statuses());
    }

    [Fact]
    public void Losing_a_card_that_waits_is_no_way_round_its_approval()
    {
        _branch.Open(5, "spec 1111", "special");
        _branch.Post(OperationKind.ReportLoss, 5);
        _branch.Post(OperationKind.ReplaceCard, 5, newCard: "spec 2222", terms: new CardTerms(""));
        Assert.Equal(["Void", "Waiting"], Statuses());
    }

    [Theory]
    [InlineData(OperationKind.Debit, 999, "Active Active")]
    [InlineData(OperationKind.Debit, 1000, "Active Void")]
    [InlineData(OperationKind.CashOut, 0, "Active Void")]
    public void What_brings_the_stored_value_to_zero_voids_cards_that_close_then(OperationKind kind, long amount, string statuses)
    {
        _branch.Open(5, "card 1111").Give(5, principal: 700, bonus: 300);
        _branch.Post(OperationKind.IssueCard, 5, newCard: "gift 2222", type: "gift");
        Assert.Equal(Outcome.Posted, _branch.Try(kind, 5, amount));
        Assert.Equal(statuses, string.Join(" ", Statuses()));
    }

    [Fact]
    public void A_capture_that_takes_the_last_closes_too()
    {
        _branch.Open(5, "gift 1111", "gift").Give(5, principal: 700);
        var hold = _branch.Post(OperationKind.PlaceHold, 5, 700)[0].Key;
        Assert.Equal(["Active"], Statuses());
        _branch.Post(OperationKind.CaptureHold, 5, original: hold);
        Assert.Equal(["Void"], Statuses());
    }

    private Outcome Debit(string card) => _branch.Try(OperationKind.Debit, 5, 1, card: card);

    private Outcome Lose(string lastFour) => _branch.Try(OperationKind.ReportLoss, 5, terms: new CardTerms(lastFour));

    private Outcome Find(string lastFour) => _branch.Try(OperationKind.FindCard, 5, terms: new CardTerms(lastFour));

    private IEnumerable<string> Statuses() => _branch[5].Cards.Select(card => $"{card.Status}");
}
