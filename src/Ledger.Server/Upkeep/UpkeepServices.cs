namespace Ledger.Server.Upkeep;

internal static class UpkeepServices
{
    /// <summary>
    /// What the ledger does by itself: a look at the database, months, totals, closings, what falls due on accounts, transfers under way.
    /// </summary>
    public static IServiceCollection AddUpkeep(this IServiceCollection services) => services
        .AddSingleton<DatabaseWatch>()
        .AddHostedService(parts => parts.GetRequiredService<DatabaseWatch>())
        .AddHostedService<MonthUpkeep>()
        .AddHostedService<TotalsUpkeep>()
        .AddHostedService<ClosingUpkeep>()
        .AddHostedService<AccountUpkeep>()
        .AddHostedService<TransferCourier>();
}
