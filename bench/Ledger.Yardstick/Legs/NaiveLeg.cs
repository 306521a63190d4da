using Ledger.Yardstick.Load;
using Ledger.Yardstick.Serving;

namespace Ledger.Yardstick.Legs;

/// <summary>The plain competitor: the same call of the same contract, the same traffic, one transaction a request.</summary>
internal sealed class NaiveLeg : Leg
{
    private const string Database = "naive";

    public override string Name => "naive";

    public override string Description =>
        "gRPC service with Dapper, one transaction a request, unique key, row lock, double entry; 256 outstanding, 32 connections";

    public override async Task<Round> RunAsync(Site site, int number)
    {
        var connection = await site.Templates.NaiveAsync(Database);
        Round round;
        await using (var server = await ServerUnderTest.StartNaiveAsync(connection, site.Cluster))
        {
            using var channels = new Channels(server.Process.Address, Site.Connections);
            round = await site.MeasureAsync(server, site.WarmUp, window => ClosedLoop.RunAsync(
                site.Callers(256), window, (caller, operation) => channels.For(caller).PostAsync(operation).ResponseAsync));
        }
        await site.Cluster.DropAsync(Database);
        return round;
    }
}
