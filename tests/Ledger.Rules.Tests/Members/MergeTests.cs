using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Members;

/// <summary>What becomes of a merged member's purchases, identifiers and tier: the account that stays has them.</summary>
public sealed class MergeTests
{
    private static readonly Validity _year = new(ValidityKind.Months, 12);
    private readonly Branch _branch = new(Branch.Demo with
    {
        PointsTransferable = true, TierValidity = _year,
        Tiers =
        [
            new Tier("plain", "Plain", []),
            new Tier("silver", "Silver", [new Reach(TierMeasure.Purchases, 2, TierWindow.Ever)]),
            new Tier("gold", "Gold", [new Reach(TierMeasure.Spend, 150_000, TierWindow.Ever)]) { MonthlyBonusMinor = 300 },
        ],
    });

    public MergeTests() => _branch.Open(5, "card 5555").Open(6, "card 6666").Open(7, "card 7777");

    [Fact]
    public void The_account_that_stays_returns_what_the_merged_one_bought()
    {
        var (purchase, debit) = (Buy(5, 100_000), Spend(5, 2_000));
        MergeInto(5, 6);
        Assert.Equal("100/1000/0", _branch.Holdings(6));

        Assert.Equal(Outcome.AccountMerged, _branch.Try(OperationKind.Refund, 5, original: purchase));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Refund, 6, 40_000, original: purchase));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Reverse, 6, original: debit));
        Assert.Equal(("60/3000/0", "0/0/0"), (_branch.Holdings(6), _branch.Holdings(5)));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Refund, 6, original: purchase));
        Assert.Equal(Outcome.ExceedsOriginal, _branch.Try(OperationKind.Refund, 6, original: purchase));
        Assert.Equal(("0/3000/0", 0L), (_branch.Holdings(6), _branch[6].PointsOwed));
    }

    [Fact]
    public void Points_that_are_gone_are_owed_by_the_account_that_stays()
    {
        var purchase = Buy(5, 100_000);
        MergeInto(5, 6);
        _branch.Post(OperationKind.Redeem, 6, 100);
        _branch.Post(OperationKind.Refund, 6, original: purchase);
        Assert.Equal((100L, 0L), (_branch[6].PointsOwed, _branch[5].PointsOwed));
    }

    [Fact]
    public void Through_any_number_of_merges_the_last_account_answers()
    {
        var purchase = Buy(5, 100_000);
        MergeInto(5, 6);
        MergeInto(6, 7);
        Assert.Equal([6L, 5L], _branch[7].Membership.Absorbed);
        Assert.Equal(Outcome.AccountMerged, _branch.Try(OperationKind.Refund, 6, original: purchase));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Refund, 7, original: purchase));
        Assert.Equal("0/0/0", _branch.Holdings(7));
    }

    [Fact]
    public void Before_the_merge_has_arrived_nobody_returns_anything()
    {
        var purchase = Buy(5, 100_000);
        var merge = _branch.Post(OperationKind.Merge, 5, terms: new OtherAccountTerms(6))[0].Key;
        Assert.Equal(Outcome.OriginalUnknown, _branch.Try(OperationKind.Refund, 6, original: purchase));
        Assert.Equal(Outcome.AccountMerged, _branch.Try(OperationKind.Refund, 5, original: purchase));
        _branch.Post(OperationKind.ComeBack, 5, original: merge);
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Refund, 5, original: purchase));
    }

    [Fact]
    public void What_ended_with_the_merged_account_cannot_be_reversed_on_the_other()
    {
        var lost = _branch.Post(OperationKind.ReportLoss, 5, terms: new CardTerms(""))[0].Key;
        var opened = _branch.Journal[0].Key;
        MergeInto(5, 6);
        foreach (var original in new[] { lost, opened })
            Assert.Equal(Outcome.NotReversible, _branch.Try(OperationKind.Reverse, 6, original: original));
        Assert.Equal(AccountStatus.Active, _branch[6].Membership.Status);
    }

    [Fact]
    public void Identifiers_of_kinds_the_other_has_none_of_become_its_own_and_the_others_name_nobody()
    {
        var (mobile, document, own) = (Identifier(IdentifierKind.Mobile, 1), Identifier(IdentifierKind.Document, 2),
            Identifier(IdentifierKind.Document, 3));
        _branch.Post(OperationKind.Describe, 5, terms: new MemberTerms([mobile, document], []));
        _branch.Post(OperationKind.Describe, 6, terms: new MemberTerms([own], []));
        var sent = _branch.Post(OperationKind.Merge, 5, terms: new OtherAccountTerms(6));
        Assert.Equal([mobile.Id, document.Id], sent[0].Detail!.Freed);
        Assert.Empty(_branch[5].Membership.Identifiers);
        _branch.Post(OperationKind.Arrive, 6, original: sent[0].Key);
        Assert.Equal([own, mobile], _branch[6].Membership.Identifiers);
    }

    [Fact]
    public void An_identifier_that_somebody_else_was_given_meanwhile_stays_there()
    {
        var (mobile, document) = (Identifier(IdentifierKind.Mobile, 1), Identifier(IdentifierKind.Document, 2));
        _branch.Post(OperationKind.Describe, 5, terms: new MemberTerms([mobile, document], []));
        var sent = _branch.Post(OperationKind.Merge, 5, terms: new OtherAccountTerms(6))[0].Key;
        _branch.Taken.Add(mobile.Id);
        _branch.Post(OperationKind.ComeBack, 5, original: sent);
        Assert.Equal([document], _branch[5].Membership.Identifiers);
    }

    [Fact]
    public void What_counts_for_tiers_is_added_up_and_the_higher_tier_holds()
    {
        Buy(5, 100_000);
        Buy(6, 40_000);
        MergeInto(5, 6);
        Assert.Equal(new ActivitySum(2, 140_000, 140), _branch[6].Activity!.Ever);
        Assert.Equal(new ActivitySum(2, 140_000, 140), _branch[6].Activity!.On(_branch.Today));
        Buy(6, 10_000);
        Assert.Equal("gold", _branch[6].Membership.Tier);

        _branch.Later(days: 3);
        MergeInto(6, 7);
        var (held, had) = (_branch[7].Membership, _branch[6].Membership);
        Assert.Equal((had.Tier, had.TierUntil, had.NextGrantOn), (held.Tier, held.TierUntil, held.NextGrantOn));
    }

    [Fact]
    public void A_lower_tier_changes_nothing()
    {
        _branch.Post(OperationKind.SetTier, 6, note: "gold");
        _branch.Post(OperationKind.SetTier, 5, note: "silver");
        var before = _branch[6].Membership;
        MergeInto(5, 6);
        Assert.Equal((before.Tier, before.TierUntil, before.NextGrantOn),
            (_branch[6].Membership.Tier, _branch[6].Membership.TierUntil, _branch[6].Membership.NextGrantOn));
    }

    [Fact]
    public void A_transfer_of_the_merged_account_comes_back_to_the_one_that_stays()
    {
        _branch.Give(5, points: 300);
        var sent = _branch.Post(OperationKind.Transfer, 5, 200, Asset.Points, new OtherAccountTerms(7))[0].Key;
        MergeInto(5, 6);
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.ComeBack, 6, original: sent));
        Assert.Equal(("0/0/0", "300/0/0"), (_branch.Holdings(5), _branch.Holdings(6)));
    }

    [Fact]
    public void I13_An_account_absorbs_a_bounded_number_of_others()
    {
        var many = Enumerable.Range(100, Membership.AbsorbedMax).Select(number => (long)number).ToArray();
        var state = AccountState.Restore(6, 1, 1, 0, [], [], [], new Membership { Absorbed = many });
        var sent = new JournalRow
        {
            Key = Guid.NewGuid(), Kind = OperationKind.Merge, Outcome = Outcome.Posted, Account = 5,
            Detail = new RowDetail { OtherAccount = 6, Merged = new MergedFacts([5]) },
        };
        var arrival = new Operation
        {
            Key = Guid.NewGuid(), Kind = OperationKind.Arrive, Account = 6, Store = 0, Program = 1, Terminal = 0, Original = sent.Key,
            BusinessTime = _branch.Now, BusinessDate = _branch.Today,
        };
        var rows = new RowBuffer();
        Decide.On(state, arrival, _branch.Rules, new Circumstances { Related = new[] { sent } }, new Position(0, 2, _branch.Now), rows);
        Assert.Equal(Outcome.TransferNotAllowed, rows.Rows[0].Outcome);
    }

    private Guid Buy(long account, long amount) => _branch.Post(OperationKind.Accrue, account, amount, Asset.Principal)[0].Key;

    private Guid Spend(long account, long amount)
    {
        _branch.Give(account, principal: amount + 1_000);
        return _branch.Post(OperationKind.Debit, account, amount)[0].Key;
    }

    private void MergeInto(long account, long into)
    {
        var sent = _branch.Post(OperationKind.Merge, account, terms: new OtherAccountTerms(into))[0];
        Assert.Equal(Outcome.Posted, sent.Outcome);
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Arrive, into, original: sent.Key));
    }

    private static NewIdentifier Identifier(IdentifierKind kind, int number) => new(kind, Ask.CardId($"identifier {number}"), "1234");
}
