namespace Ledger.Server.Upkeep;

internal static class UpkeepServices
{
    /// <summary>What the ledger does by itself: months, totals, what falls due on accounts, transfers under way.</summary>
    public static IServiceCollection AddUpkeep(this IServiceCollection services) => services
        .AddHostedService<MonthUpkeep>()
        .AddHostedService<TotalsUpkeep>()
        .AddHostedService<AccountUpkeep>()
        .AddHostedService<TransferCourier>();
}
