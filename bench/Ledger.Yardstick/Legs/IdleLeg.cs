using Ledger.Yardstick.Load;
using Ledger.Yardstick.Serving;

namespace Ledger.Yardstick.Legs;

/// <summary>
/// What connections cost that do nothing: the server's memory before they are opened and after, each with a single call behind it. The rate
/// and the latencies are those of single calls over four other connections, beside the idle ones.
/// </summary>
internal sealed class IdleLeg(ServerBuild build, string? before = null) : Leg
{
    public const int ConnectionCount = 5000;

    private const string Database = "ledger_leg";

    /// <summary>Until the server has done whatever it does after the last call.</summary>
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(3);

    public override string Name => $"idle{build.Mark}";

    public override string Description =>
        $"Ledger, {AllLegs.UnaryOutstanding} single calls outstanding over {Site.Connections} connections beside {ConnectionCount} idle ones";

    public override IReadOnlyList<string> Needs => before is null ? [] : [before];

    /// <summary>The leg, after its twin for an earlier version when there is one.</summary>
    public static IEnumerable<IdleLeg> Of(ServerBuild? earlier)
    {
        if (earlier is null) return [new IdleLeg(ServerBuild.Current)];
        var twin = new IdleLeg(earlier);
        return [twin, new IdleLeg(ServerBuild.Current, twin.Name)];
    }

    public override async Task<Round> RunAsync(Site site, int number)
    {
        var connection = await site.Templates.LedgerAsync(Database, build);
        Round round;
        await using (var server = await ServerUnderTest.StartLedgerAsync(build, connection, site.Cluster))
        {
            // The traffic first: what it takes is not the connections' doing.
            var alone = await LedgerLeg.MeasureAsync(site, server, AllLegs.UnaryAsync);
            await Task.Delay(_settling, site.Cancellation);
            var bytesBefore = server.Process.ResidentBytes;
            using var idle = new Channels(server.Process.Address, ConnectionCount);
            await idle.OpenAsync(site.Cancellation);
            await Task.Delay(_settling, site.Cancellation);
            var megabytes = (server.Process.ResidentBytes - bytesBefore) / 1024.0 / 1024;

            var beside = await LedgerLeg.MeasureAsync(site, server, AllLegs.UnaryAsync);
            var sound = await Soundness.OfAsync(build, connection, site.Cancellation);
            round = beside with
            {
                IdleMegabytes = megabytes, VerifiedRows = sound.Rows, Wrong = [.. alone.Wrong, .. beside.Wrong, .. sound.Findings],
                Remark = FormattableString.Invariant(
                    $"last round: {megabytes:0} MB for {ConnectionCount} connections; {alone.TxPerSecond:#,0} tx/s without them"),
            };
        }
        await site.Cluster.DropAsync(Database);
        return round;
    }
}
