using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Servers;
using Ledger.Server.Programs;

namespace Ledger.Server.Partitions;

internal static class PartitionServices
{
    /// <summary>The writers, which take their partitions over before anything that is added later starts.</summary>
    public static IServiceCollection AddPartitions(this IServiceCollection services) => services
        .AddSingleton<SentTransfers>()
        .AddSingleton<FreedCards>()
        .AddSingleton<Sharing>()
        .AddSingleton(MakeRouter)
        .AddHostedService(all => all.GetRequiredService<Router>())
        .AddSingleton<Survivors>()
        .AddSingleton<TakeBacks>()
        .AddSingleton(all => new AccountStates(all.GetRequiredService<Router>().Hand));

    private static Router MakeRouter(IServiceProvider of)
    {
        var (database, identity) = (of.GetRequiredService<LedgerDatabase>(), of.GetRequiredService<ServerIdentity>());
        var (limits, time) = (of.GetRequiredService<Limits>(), of.GetRequiredService<TimeProvider>());
        var (turns, logger) = (new CommitTurns(), of.GetRequiredService<ILogger<LaneWorker>>());
        return new Router(
            database, of.GetRequiredService<Sharing>(), of.GetRequiredService<PartitionNews>(), limits, time,
            (number, partitions) => new LaneWorker(
                number, partitions, database.Lane(number, identity.Instance, identity.Node), of.GetRequiredService<ProgramBook>(), limits,
                time, logger, of.GetRequiredService<SentTransfers>(), of.GetRequiredService<FreedCards>(),
                of.GetRequiredService<IElsewhere>(), isShared: true)
            {
                Turns = turns,
            });
    }
}
