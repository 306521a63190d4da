namespace Ledger.Server.Partitions;

internal static class PartitionServices
{
    /// <summary>The writers, which take their partitions over before anything that is added later starts.</summary>
    public static IServiceCollection AddPartitions(this IServiceCollection services) => services
        .AddSingleton<SentTransfers>()
        .AddSingleton<FreedCards>()
        .AddSingleton<Router>()
        .AddHostedService(all => all.GetRequiredService<Router>())
        .AddSingleton<Survivors>()
        .AddSingleton<TakeBacks>()
        .AddSingleton(all => new AccountStates(all.GetRequiredService<Router>().Hand));
}
