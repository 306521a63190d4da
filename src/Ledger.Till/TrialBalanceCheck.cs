using Grpc.Core;
using Ledger.Client;
using Ledger.V1;

namespace Ledger.Till;

/// <summary>Prints the trial balance of the whole ledger and adds it up for itself: for each asset debits equal credits.</summary>
internal sealed class TrialBalanceCheck(ILedgerClient ledger, Screen screen, Expectations expect)
{
    public async Task RunAsync()
    {
        screen.Step("The trial balance of the whole ledger");
        TrialBalance balance;
        try
        {
            balance = await ledger.GetTrialBalanceAsync();
        }
        catch (LedgerRequestException refused) when (refused.StatusCode == StatusCode.PermissionDenied)
        {
            screen.Say($"That is for finance, and not for a till: {refused.Problem.Message}");
            return;
        }
        screen.Say("What an account gets is its credit, what leaves it its debit.");
        screen.Table(["asset", "account", "debits", "credits"], [.. balance.Lines.Select(Row)], 2, 3);
        foreach (var lines in balance.Lines.GroupBy(line => line.Asset))
        {
            var debits = lines.Sum(line => line.Debits);
            var credits = lines.Sum(line => line.Credits);
            expect.Equal(Show(lines.Key, debits), Show(lines.Key, credits), $"{lines.Key}: credits equal debits");
        }
        Asset[] touched = [Asset.Points, Asset.Principal, Asset.Bonus];
        expect.Holds(touched.All(asset => balance.Lines.Any(line => line.Asset == asset && line.Debits > 0)),
            "this visit's points, principal and bonus are in it");
    }

    private static string[] Row(TrialBalanceLine line) =>
    [
        line.Asset.ToString(),
        line.System == SystemAccount.Unspecified ? "members" : line.System.ToString(),
        Show(line.Asset, line.Debits), Show(line.Asset, line.Credits),
    ];

    private static string Show(Asset asset, long amount) => asset == Asset.Points ? $"{amount}" : Money.Show(amount);
}
