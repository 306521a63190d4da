using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Time;

namespace Ledger.Rules.Tests.Members;

/// <summary>Accounts opened, described, warned, frozen and cancelled, and what an account that is frozen or gone still does.</summary>
public sealed class AccountLifeTests
{
    private static readonly NewIdentifier _mobile = new(IdentifierKind.Mobile, Branch.CardId("13800001111"), "1111");
    private static readonly ProgramRules _shop = Branch.Demo with
    {
        Issue = new IssueRules(10_000, 30_000, new HashSet<IdentifierKind> { IdentifierKind.Mobile }),
        Tiers = [new Tier("ordinary", "Ordinary", []), new Tier("gold", "Gold", []) { MonthlyBonusMinor = 300 }],
        TierValidity = new Validity(ValidityKind.Months, 12),
    };

    private readonly Branch _branch = new(_shop);

    [Theory]
    // Each row repairs one mistake more.
    [InlineData(true, "taken card", true, "none", 9_999, Outcome.AccountExists, 0)]
    [InlineData(false, "taken card", true, "none", 9_999, Outcome.CardTaken, 0)]
    [InlineData(false, "fresh card", true, "none", 9_999, Outcome.IdentifierTaken, 0)]
    [InlineData(false, "fresh card", false, "none", 9_999, Outcome.TierUnknown, 0)]
    [InlineData(false, "fresh card", false, "gold", 9_999, Outcome.NotEligible, 10_000)]
    [InlineData(false, "fresh card", false, "gold", 10_000, Outcome.Posted, 0)]
    // Without a card no purchase is asked for.
    [InlineData(false, null, false, "gold", 0, Outcome.Posted, 0)]
    public void Open_account(bool exists, string? card, bool mobileTaken, string tier, long purchase, Outcome outcome, long figure)
    {
        if (exists) _branch.Open(5);
        _branch.Taken.Add(Branch.CardId("taken card"));
        if (mobileTaken) _branch.Taken.Add(_mobile.Id);
        var row = _branch.Post(OperationKind.OpenAccount, 5, newCard: card, terms: new MemberTerms([_mobile], [], tier, purchase))[0];
        Assert.Equal((outcome, figure), (row.Outcome, row.Figure));
    }

    [Theory]
    [InlineData(10_000, 0, true, Outcome.Posted)]
    [InlineData(0, 30_000, true, Outcome.Posted)]
    [InlineData(9_999, 29_999, true, Outcome.NotEligible)]
    [InlineData(10_000, 0, false, Outcome.NotEligible)]
    public void A_card_needs_100_yuan_at_once_or_300_in_all_and_a_mobile_number(long purchase, long total, bool mobile, Outcome outcome) =>
        Assert.Equal(outcome,
        _branch.Try(OperationKind.OpenAccount, 5, newCard: "first card",
        terms: new MemberTerms(mobile ? [_mobile] : [], [], "", purchase, total)));

    [Fact]
    public void An_account_remembers_what_it_was_opened_with()
    {
        var child = new Birthday("child", 6, 1);
        _branch.Open(5, "first card", terms: new MemberTerms([_mobile], [child], "gold", 10_000));
        var membership = _branch[5].Membership;
        Assert.Equal(("gold", new DateOnly(2027, 11, 22), new DateOnly(2026, 12, 1)),
            (membership.Tier, membership.TierUntil, membership.NextGrantOn));
        Assert.Equal([_mobile], membership.Identifiers);
        Assert.Equal([child], membership.Birthdays);
        Assert.Equal("gold", _branch.Journal[0].Detail!.Standing!.Tier);
    }

    [Fact]
    public void A_plain_account_is_opened_without_a_detail()
    {
        _branch.Rules = Branch.Demo;
        _branch.Open(5, "first card");
        Assert.Null(_branch.Journal[0].Detail);
    }

    [Fact]
    public void Describe_replaces_by_kind_and_refuses_what_names_another()
    {
        var (other, document) = (new NewIdentifier(IdentifierKind.Mobile, Branch.CardId("13900002222"), "2222"),
            new NewIdentifier(IdentifierKind.Document, Branch.CardId("doc 3333"), "3333"));
        _branch.Open(5, terms: new MemberTerms([_mobile, document], [new Birthday("own", 2, 29)]));
        _branch.Taken.UnionWith([_mobile.Id, document.Id]);
        // Its own number again is nobody else's.
        Assert.Equal(Outcome.Posted, Describe(_mobile));
        _branch.Taken.Add(other.Id);
        Assert.Equal(Outcome.IdentifierTaken, Describe(other));
        _branch.Taken.Remove(other.Id);
        Assert.Equal(Outcome.Posted, Describe(other));
        Assert.Equal([document, other], _branch[5].Membership.Identifiers);
        Assert.Equal([new Birthday("own", 2, 29)], _branch[5].Membership.Birthdays);
    }

    [Fact]
    public void Freeze_unfreeze_and_warn()
    {
        _branch.Open(5);
        Assert.Equal(Outcome.AccountNotFrozen, _branch.Try(OperationKind.Unfreeze, 5));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Freeze, 5));
        Assert.Equal(Outcome.AccountFrozen, _branch.Try(OperationKind.Freeze, 5));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Warn, 5));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Unfreeze, 5));
        Assert.Equal((AccountStatus.Active, 1), (_branch[5].Membership.Status, _branch[5].Membership.Warnings));
    }

    public static TheoryData<OperationKind, Outcome, Outcome> WhatIsLeft => new()
    {
        { OperationKind.TopUp, Outcome.AccountFrozen, Outcome.AccountCancelled },
        { OperationKind.Accrue, Outcome.AccountFrozen, Outcome.AccountCancelled },
        { OperationKind.Debit, Outcome.AccountFrozen, Outcome.AccountCancelled },
        { OperationKind.PlaceHold, Outcome.AccountFrozen, Outcome.AccountCancelled },
        { OperationKind.CaptureHold, Outcome.HoldUnknown, Outcome.AccountCancelled },
        { OperationKind.ReleaseHold, Outcome.HoldUnknown, Outcome.HoldUnknown },
        { OperationKind.Refund, Outcome.OriginalUnknown, Outcome.OriginalUnknown },
        { OperationKind.SetTier, Outcome.AccountFrozen, Outcome.AccountCancelled },
        { OperationKind.Describe, Outcome.Posted, Outcome.AccountCancelled },
        { OperationKind.UnlockPin, Outcome.PinNotSet, Outcome.AccountCancelled },
        { OperationKind.Warn, Outcome.Posted, Outcome.AccountCancelled },
        // What a return has brought in since the end is paid out.
        { OperationKind.CancelAccount, Outcome.Posted, Outcome.Posted },
        { OperationKind.CashOut, Outcome.AccountFrozen, Outcome.InsufficientFunds },
        { OperationKind.Expire, Outcome.Posted, Outcome.Posted },
        { OperationKind.GrantBonus, Outcome.Posted, Outcome.AccountCancelled },
    };

    [Theory]
    [MemberData(nameof(WhatIsLeft))]
    public void What_a_frozen_and_a_cancelled_account_still_do(OperationKind kind, Outcome frozen, Outcome cancelled)
    {
        _branch.Open(5).Open(6);
        _branch.Post(OperationKind.Freeze, 5);
        _branch.Post(OperationKind.CancelAccount, 6);
        Assert.Equal(frozen, Try(5));
        Assert.Equal(cancelled, Try(6));
        // Before all of that: whose store it is.
        Assert.Equal(Outcome.OtherProgram, _branch.Try(kind, 6, program: 2, original: Guid.NewGuid()));

        Outcome Try(long account) => _branch.Try(kind, account, 100, Asset.Principal, original: Guid.NewGuid());
    }

    [Fact]
    public void While_frozen_a_PIN_can_be_reset_and_not_changed()
    {
        _branch.Open(5);
        _branch.Post(OperationKind.Freeze, 5);
        Assert.Equal(Outcome.AccountFrozen, _branch.Try(OperationKind.SetPin, 5, terms: new PinTerms([1], [2], false)));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.SetPin, 5, terms: new PinTerms([1], [2], true)));
    }

    [Fact]
    public void Cancel_account_pays_out_principal_forfeits_the_rest_and_voids_the_cards()
    {
        _branch.Rules = Branch.Demo;
        _branch.Open(5, "first card").Give(5, principal: 1000, bonus: 200, points: 30);
        var hold = _branch.Post(OperationKind.PlaceHold, 5, 10)[0].Key;
        Assert.Equal(Outcome.HoldsOpen, _branch.Try(OperationKind.CancelAccount, 5));
        _branch.Post(OperationKind.ReleaseHold, 5, original: hold);

        var rows = _branch.Post(OperationKind.CancelAccount, 5);
        Assert.Equal(["Principal -1000 CashOut", "Bonus -200 Breakage", "Points -30 Breakage"],
            rows.Select(row => $"{row.Asset} {row.Amount} {row.Counter}"));
        Assert.Equal(1000, rows[0].Detail!.PayOutMinor);
        Assert.Equal(("0/0/0", AccountStatus.Cancelled, CardStatus.Void),
            (_branch.Holdings(5), _branch[5].Membership.Status, _branch[5].Cards[0].Status));
        Assert.Null(Due.Next(_branch[5]));
    }

    [Fact]
    public void An_identifier_names_nobody_once_it_is_removed_or_its_member_has_left()
    {
        var document = new NewIdentifier(IdentifierKind.Document, Guid.NewGuid(), "1234");
        _branch.Open(5, terms: new MemberTerms([_mobile, document], []));
        var without = new MemberTerms([], []) { Removed = [IdentifierKind.Mobile, IdentifierKind.MemberNumber] };
        var row = _branch.Post(OperationKind.Describe, 5, terms: without)[0];
        Assert.Equal([_mobile.Id], row.Detail!.Freed);
        Assert.Equal([document], _branch[5].Membership.Identifiers);

        Assert.Null(_branch.Post(OperationKind.Describe, 5, terms: without)[0].Detail!.Freed);
        Assert.Equal([document.Id], _branch.Post(OperationKind.CancelAccount, 5)[0].Detail!.Freed);
        Assert.Empty(_branch[5].Membership.Identifiers);
    }

    [Theory]
    [InlineData(CancelInDebt.Refuse, 5_000, "PointsOwed 201")]
    [InlineData(CancelInDebt.Net, 5_000, "Principal -3995 CashOut, Principal -1005 Breakage, Points 201 Breakage")]
    [InlineData(CancelInDebt.Net, 700, "Principal -700 Breakage, Points 201 Breakage")]
    [InlineData(CancelInDebt.Net, 0, "Points 201 Breakage")]
    [InlineData(CancelInDebt.WriteOff, 5_000, "Principal -5000 CashOut, Points 201 Breakage")]
    public void Who_leaves_in_debt_is_refused_or_netted_or_let_go(CancelInDebt policy, long principal, string told)
    {
        // 100 points are worth 5.00, so 201 are worth 10.05.
        _branch.Rules = Branch.Demo with { CancelInDebt = policy };
        Indebted(201).Give(5, principal: principal);
        var rows = _branch.Post(OperationKind.CancelAccount, 5);
        if (rows[0].Outcome != Outcome.Posted)
        {
            Assert.Equal((told, AccountStatus.Active), ($"{rows[0].Outcome} {rows[0].Figure}", _branch[5].Membership.Status));
            return;
        }
        Assert.Equal(told, string.Join(", ", rows.Select(row => $"{row.Asset} {row.Amount} {row.Counter}")));
        Assert.Equal(-rows.Where(row => row.Counter == SystemAccount.CashOut).Sum(row => row.Amount), rows[0].Detail!.PayOutMinor);
        Assert.Equal(("0/0/0", 0L), (_branch.Holdings(5), _branch[5].PointsOwed));
    }

    [Theory]
    [InlineData(CancelInDebt.Refuse, 5_000, "PointsOwed 201")]
    [InlineData(CancelInDebt.Net, 5_000, "Principal -3995 CashOut, Principal -1005 Breakage, Points 201 Breakage")]
    [InlineData(CancelInDebt.Net, 703, "Principal -3 CashOut, Principal -700 Breakage, Points 140 Breakage")]
    [InlineData(CancelInDebt.WriteOff, 5_000, "Principal -5000 CashOut")]
    public void Who_is_paid_out_in_debt_is_refused_or_netted_or_not_asked(CancelInDebt policy, long principal, string told)
    {
        _branch.Rules = Branch.Demo with { CancelInDebt = policy };
        Indebted(201).Give(5, principal: principal);
        var rows = _branch.Post(OperationKind.CashOut, 5);
        if (rows[0].Outcome != Outcome.Posted)
        {
            Assert.Equal(told, $"{rows[0].Outcome} {rows[0].Figure}");
            return;
        }
        Assert.Equal(told, string.Join(", ", rows.Select(row => $"{row.Asset} {row.Amount} {row.Counter}")));
        Assert.Equal(-rows.Where(row => row.Counter == SystemAccount.CashOut).Sum(row => row.Amount), rows[0].Detail!.PayOutMinor);
        Assert.Equal(201 - rows.Where(row => row.Asset == Asset.Points).Sum(row => row.Amount), _branch[5].PointsOwed);
        // Reversed, all is owed again.
        _branch.Post(OperationKind.Reverse, 5, original: rows[0].Key);
        Assert.Equal(($"-201/{principal}/0", 201L), (_branch.Holdings(5), _branch[5].PointsOwed));
    }

    [Fact]
    public void Who_sends_the_points_away_and_returns_the_goods_does_not_leave_with_the_money()
    {
        _branch.Rules = Branch.Demo with { PointsTransferable = true };
        _branch.Open(5).Open(6).Give(5, principal: 5_000);
        var purchase = _branch.Post(OperationKind.Accrue, 5, 200_000, Asset.Principal)[0].Key;
        _branch.Post(OperationKind.Transfer, 5, 200, Asset.Points, terms: new OtherAccountTerms(6));
        _branch.Post(OperationKind.Refund, 5, original: purchase);
        Assert.Equal(Outcome.PointsOwed, _branch.Try(OperationKind.CancelAccount, 5));
        // Paid off, the way is free.
        _branch.Post(OperationKind.Accrue, 5, 200_000, Asset.Principal);
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.CancelAccount, 5));
    }

    private Branch Indebted(long points)
    {
        _branch.Open(5);
        var purchase = _branch.Post(OperationKind.Accrue, 5, points * 1000, Asset.Principal)[0].Key;
        _branch.Post(OperationKind.Adjust, 5, -points, Asset.Points);
        _branch.Post(OperationKind.Refund, 5, original: purchase);
        Assert.Equal(points, _branch[5].PointsOwed);
        return _branch;
    }

    private Outcome Describe(NewIdentifier identifier) => _branch.Try(OperationKind.Describe, 5, terms: new MemberTerms([identifier], []));
}
