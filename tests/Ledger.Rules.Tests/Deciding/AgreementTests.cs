using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>The rules against the second model, over random programs and histories.</summary>
public sealed class AgreementTests
{
    [Fact]
    public void Rules_and_contract_give_the_same_answers_balances_and_lots() => Cases.Hold(Histories.Any, 1500, history =>
    {
        var (desk, naive) = (new Desk(history.Programs), new NaiveLedger(history.Programs));
        foreach (var ask in history.Asks())
        {
            var receipt = desk.Post(ask);
            Assert.Equal(naive.Post(ask), receipt is null ? null : Told.Of(receipt));
            if (receipt is null || !naive.Accounts.TryGetValue(ask.Account, out var account)) continue;
            Assert.Equal(account.Lots, Told.Lots(desk.Accounts[ask.Account]));
        }
    });

    /// <summary>What the second model speaks of.</summary>
    private static readonly IReadOnlyList<V1.Kind> _kinds =
        [V1.Kind.OpenAccount, V1.Kind.IssueCard, V1.Kind.TopUp, V1.Kind.Accrue, V1.Kind.Debit, V1.Kind.Redeem, V1.Kind.Adjust];
    private static readonly IReadOnlyList<V1.Outcome> _outcomes =
    [
        V1.Outcome.Posted, V1.Outcome.PostedInPart, V1.Outcome.KeyReused, V1.Outcome.AccountExists, V1.Outcome.OtherProgram,
            V1.Outcome.CardNotActive, V1.Outcome.CardTaken,
        V1.Outcome.CardLimit, V1.Outcome.NotAMultiple, V1.Outcome.InsufficientFunds, V1.Outcome.InsufficientPoints, V1.Outcome.BalanceLimit,
    ];

    [Fact]
    public void Histories_meet_every_outcome_and_every_kind()
    {
        var met = new HashSet<string>();
        Cases.Hold(Histories.Any, 300, history =>
        {
            var desk = new Desk(history.Programs);
            foreach (var ask in history.Asks())
                if (desk.Post(ask) is { } receipt) met.Add($"{ask.Kind} {receipt.Outcome}");
        });
        foreach (var outcome in _outcomes)
            Assert.True(met.Any(pair => pair.EndsWith($" {outcome}", StringComparison.Ordinal)), $"No history met {outcome}.");
        foreach (var kind in _kinds)
            Assert.True(met.Contains($"{kind} {V1.Outcome.Posted}"), $"No history posted {kind}.");
    }
}
