using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Returns;

/// <summary>Returns at a store whose day is ahead of that of the program's last store, where a last day counts.</summary>
public sealed class LastStoreTests
{
    private static readonly DateOnly _first = new(2026, 11, 1);
    private static readonly DateOnly _lastDay = new(2026, 11, 11);
    private static readonly Guid _card = Ask.CardId("gift card 1234");

    private static readonly ProgramRules _rules = Terms.Demo.ToRules() with
    {
        BonusValidity = new Validity(ValidityKind.Days, 10),
        Returns = new ReturnRules(SpentPoints.Negative, new ExpiredLots(ExpiredLotsKind.Forfeit, 0)),
        CardTypes =
        [
            new CardType("gift", "Gift") { ClosesAtZero = true, ForfeitsAtExpiry = true, Validity = new Validity(ValidityKind.Days, 10) },
        ],
    };

    [Theory]
    [InlineData(OperationKind.Refund)]
    [InlineData(OperationKind.Reverse)]
    public void A_lot_is_over_when_its_last_day_is_over_at_the_last_store(OperationKind kind)
    {
        foreach (var isOver in new[] { false, true })
        {
            var till = new Till(_rules) { Date = _first };
            till.Post(OperationKind.TopUp, 20_000);
            till.Date = _lastDay;
            till.Post(OperationKind.Debit, 300);
            (till.Date, till.LastDate) = (_lastDay.AddDays(1), isOver ? _lastDay.AddDays(1) : _lastDay);
            till.Post(kind, original: till.LastKey);
            Assert.Equal(isOver ? 300 : 0, till.Detail.Refund!.Forfeited);
            Assert.Equal(isOver ? 1_200 : 1_500, till.State.BonusLots.AmountOf(_lastDay));
        }
    }

    [Fact]
    public void So_is_a_gift_card()
    {
        foreach (var isOver in new[] { false, true })
        {
            var till = new Till(_rules with { BonusSteps = [] }) { Date = _first };
            till.Post(OperationKind.IssueCard, newCard: new NewCard(_card, "1234", "gift"));
            till.Post(OperationKind.TopUp, 10_000);
            till.Date = _lastDay;
            till.Post(OperationKind.Debit, 10_000);
            Assert.Equal(CardStatus.Void, till.State.Cards[0].Status);
            (till.Date, till.LastDate) = (_lastDay.AddDays(1), isOver ? _lastDay.AddDays(1) : _lastDay);
            till.Refund(till.LastKey);
            Assert.Equal(isOver ? 0 : 10_000, till.State.Principal);
            Assert.Equal(isOver ? CardStatus.Void : CardStatus.Active, till.State.Cards[0].Status);
        }
    }
}
