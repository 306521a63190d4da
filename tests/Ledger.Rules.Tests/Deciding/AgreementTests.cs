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
        foreach (var outcome in Enum.GetValues<V1.Outcome>())
            Assert.True(outcome is V1.Outcome.Unspecified || met.Any(pair => pair.EndsWith($" {outcome}", StringComparison.Ordinal)), $"No history met {outcome}.");
        foreach (var kind in Enum.GetValues<V1.Kind>())
            Assert.True(kind is V1.Kind.Unspecified || met.Contains($"{kind} {V1.Outcome.Posted}"), $"No history posted {kind}.");
    }
}
