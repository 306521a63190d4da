using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>
/// Which refusal a caller sees when several would do. Each table lists the mistakes of a kind in the order of their checks: with the
/// first n repaired, the next one is told.
/// </summary>
public sealed class OrderOfChecksTests
{
    private const Outcome Posted = Ledger.Rules.Codes.Outcome.Posted;

    [Theory]
    [InlineData(true, true, Ledger.Rules.Codes.Outcome.AccountExists)]
    [InlineData(false, true, Ledger.Rules.Codes.Outcome.CardTaken)]
    [InlineData(false, false, Posted)]
    public void Open_account(bool open, bool taken, Outcome outcome) =>
        Assert.Equal(outcome, Decided(
            new Ask(Guid.NewGuid(), V1.Kind.OpenAccount, 5) { NewCard = "another card" }, open ? Open() : new AccountState(5), taken));

    [Theory]
    [InlineData(2, "a stranger's", true, Ledger.Rules.Codes.Outcome.OtherProgram)]
    [InlineData(1, "a stranger's", true, Ledger.Rules.Codes.Outcome.CardNotActive)]
    [InlineData(1, "first card", true, Ledger.Rules.Codes.Outcome.CardTaken)]
    [InlineData(1, "first card", false, Ledger.Rules.Codes.Outcome.CardLimit)]
    public void Issue_card(int program, string card, bool taken, Outcome outcome) => Assert.Equal(outcome, Decided(
        new Ask(Guid.NewGuid(), V1.Kind.IssueCard, 5) { Program = program, Card = card, NewCard = "another card" }, Open(cards: 5), taken));

    [Theory]
    [InlineData(V1.Kind.TopUp, V1.Asset.Unspecified, 9_994_251, 9_994_250, Ledger.Rules.Codes.Outcome.BalanceLimit)]
    [InlineData(V1.Kind.Accrue, V1.Asset.Points, 99_999_601, 99_999_600, Ledger.Rules.Codes.Outcome.BalanceLimit)]
    [InlineData(V1.Kind.Accrue, V1.Asset.Unspecified, 99_999_601_000, 99_999_600_999, Ledger.Rules.Codes.Outcome.BalanceLimit)]
    [InlineData(V1.Kind.Debit, V1.Asset.Unspecified, 701, 700, Ledger.Rules.Codes.Outcome.InsufficientFunds)]
    [InlineData(V1.Kind.Redeem, V1.Asset.Unspecified, 400, 300, Ledger.Rules.Codes.Outcome.InsufficientPoints)]
    [InlineData(V1.Kind.Adjust, V1.Asset.Points, -301, -300, Ledger.Rules.Codes.Outcome.InsufficientPoints)]
    [InlineData(V1.Kind.Adjust, V1.Asset.Principal, -501, -500, Ledger.Rules.Codes.Outcome.InsufficientFunds)]
    [InlineData(V1.Kind.Adjust, V1.Asset.Bonus, -201, -200, Ledger.Rules.Codes.Outcome.InsufficientFunds)]
    [InlineData(V1.Kind.Adjust, V1.Asset.Points, 99_999_601, 99_999_600, Ledger.Rules.Codes.Outcome.BalanceLimit)]
    [InlineData(V1.Kind.Adjust, V1.Asset.Principal, 9_999_251, 9_999_250, Ledger.Rules.Codes.Outcome.BalanceLimit)]
    [InlineData(V1.Kind.Adjust, V1.Asset.Bonus, 9_999_251, 9_999_250, Ledger.Rules.Codes.Outcome.BalanceLimit)]
    public void Program_then_card_then_the_checks_of_the_kind(V1.Kind kind, V1.Asset asset, long refused, long allowed, Outcome ofKind)
    {
        var ask = new Ask(Guid.NewGuid(), kind, 5) { Asset = asset, Amount = refused, Note = kind == V1.Kind.Adjust ? "why" : null };
        Assert.Equal(Ledger.Rules.Codes.Outcome.OtherProgram, Decided(ask with { Program = 2, Card = "a stranger's" }, Open()));
        Assert.Equal(Ledger.Rules.Codes.Outcome.CardNotActive, Decided(ask with { Card = "a stranger's" }, Open()));
        Assert.Equal(ofKind, Decided(ask with { Card = "first card" }, Open()));
        Assert.Equal(ofKind, Decided(ask, Open()));
        Assert.Equal(Posted, Decided(ask with { Amount = allowed }, Open()));
    }

    [Theory]
    [InlineData(250, Ledger.Rules.Codes.Outcome.NotAMultiple)]
    [InlineData(301, Ledger.Rules.Codes.Outcome.NotAMultiple)]
    [InlineData(950, Ledger.Rules.Codes.Outcome.NotAMultiple)]
    [InlineData(400, Ledger.Rules.Codes.Outcome.InsufficientPoints)]
    [InlineData(300, Posted)]
    public void Redeem_asks_for_whole_blocks_before_it_counts_the_points(long points, Outcome outcome) =>
        Assert.Equal(outcome, Decided(new Ask(Guid.NewGuid(), V1.Kind.Redeem, 5) { Amount = points }, Open()));

    [Fact]
    public void An_account_that_was_never_opened_is_not_for_the_rules_to_decide_on() =>
        Assert.Throws<InvariantBrokenException>(() =>
            Decided(new Ask(Guid.NewGuid(), V1.Kind.TopUp, 5) { Amount = 1 }, new AccountState(5)));

    [Fact]
    public void A_state_of_another_account_is_never_decided_on() =>
        Assert.Throws<InvariantBrokenException>(() => Decided(new Ask(Guid.NewGuid(), V1.Kind.TopUp, 6) { Amount = 1 }, Open()));

    // 300 points, 500 principal and 200 bonus that can be spent; 100 points and 50 bonus that have expired.
    private static AccountState Open(int cards = 1)
    {
        var today = new Ask(Guid.Empty, V1.Kind.TopUp, 5).Date;
        return AccountState.Restore(5, 1, 9, 500,
            [new Lot(today.AddDays(-1), 100), new Lot(today, 300)], [new Lot(today.AddDays(-1), 50), new Lot(today, 200)],
            [.. Enumerable.Range(0, cards).Select(i =>
                new Card(Ask.CardId(i == 0 ? "first card" : $"card {i}"), "card", CardStatus.Active))]);
    }

    private static Outcome Decided(Ask ask, AccountState state, bool taken = false)
    {
        var rows = new RowBuffer();
        var circumstances = new Circumstances { Taken = taken ? new HashSet<Guid> { Ask.CardId(ask.NewCard!) } : null };
        Decide.On(state, ask.ToOperation(), Terms.Demo.ToRules(), circumstances, new Position(0, state.LastSeq + 1, Desk.Now), rows);
        return rows[0].Outcome;
    }
}
