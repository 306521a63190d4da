using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>
/// The figures of a refusal can be acted on: they are in the unit that was asked in, and asking for what is available works.
/// </summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(V1.Kind.TopUp, V1.Asset.Unspecified)]
    [InlineData(V1.Kind.Accrue, V1.Asset.Unspecified)]
    [InlineData(V1.Kind.Accrue, V1.Asset.Points)]
    [InlineData(V1.Kind.Debit, V1.Asset.Unspecified)]
    [InlineData(V1.Kind.Redeem, V1.Asset.Unspecified)]
    [InlineData(V1.Kind.Adjust, V1.Asset.Points)]
    [InlineData(V1.Kind.Adjust, V1.Asset.Principal)]
    [InlineData(V1.Kind.Adjust, V1.Asset.Bonus)]
    public void What_a_refusal_says_is_available_is_less_than_needed_and_is_not_refused(V1.Kind kind, V1.Asset asset) =>
        Cases.Hold(Histories.Any, 200, history =>
        {
            var desk = Desk.Of(history);
            foreach (var account in desk.Accounts.Values.Where(account => account.IsOpen).Select(account => account.Account).ToList())
                foreach (var amount in new long[] { 100, 2000, 500_000, 900_000_000_000 })
                {
                    var program = desk.Accounts[account].Program;
                    var ask = new Ask(Guid.NewGuid(), kind, account)
                    {
                        Asset = asset, Amount = amount, Note = kind == V1.Kind.Redeem ? null : "why", Store = program, Program = program,
                            When = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc),
                    };
                    if (desk.Post(ask)!.Refusal is not { MultipleOf: 0 } refusal) continue;
                    Assert.Equal(amount, refusal.Needed);
                    // A larger top-up fits where a step of the program brings it less bonus.
                    var terms = history.Programs[program];
                    var bringsLess = kind == V1.Kind.TopUp && BonusFor(terms, refusal.Available) < BonusFor(terms, refusal.Needed);
                    Assert.True(bringsLess || refusal.Available < refusal.Needed,
                        $"refused {kind} of {refusal.Needed} although {refusal.Available} are available");
                    if (refusal.Available == 0) continue;
                    var again = desk.Post(ask with { Key = Guid.NewGuid(), Amount = refusal.Available })!;
                    Assert.True(again.Refusal is null or { MultipleOf: > 0 },
                        $"{kind} of {amount}: {refusal.Available} available, refused too: {again.Refusal}");
                }
        });

    private static long BonusFor(Terms terms, long topUp) => terms.Steps.LastOrDefault(step => topUp >= step.From).Bonus;
}
