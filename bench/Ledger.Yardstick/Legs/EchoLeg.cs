using Ledger.Yardstick.Load;
using Ledger.Yardstick.Serving;

namespace Ledger.Yardstick.Legs;

/// <summary>
/// The ceiling of single calls: the same messages, the same listener and the same traffic, and nothing behind them.
/// </summary>
internal sealed class EchoLeg : Leg
{
    public override string Name => "echo";

    public override string Description =>
        $"an empty gRPC service with the ledger's messages and listener, {AllLegs.UnaryOutstanding} single calls outstanding";

    public override async Task<Round> RunAsync(Site site, int number)
    {
        await using var server = await ServerUnderTest.StartEchoAsync(site.Cluster);
        return await LedgerLeg.MeasureAsync(site, server, AllLegs.UnaryAsync);
    }
}
