using Dapper;
using Ledger.Server.Partitions;
using Ledger.Yardstick.Load;
using Ledger.Yardstick.Serving;
using Npgsql;

namespace Ledger.Yardstick.Legs;

/// <summary>
/// How long a till waits beside an import: one caller with single calls, first alone, then beside one connection with many batches
/// unanswered, all of whose operations are about accounts of the till's partition. The latencies are the till's.
/// </summary>
internal sealed class FairnessLeg(int batches, ServerBuild build, string? before = null) : Leg
{
    private const string Database = "ledger_leg";

    /// <summary>The till's only account.</summary>
    private static readonly Population _till = new(1);

    public override string Name => $"fairness-{batches}{build.Mark}";

    public override string Description =>
        $"Ledger, one caller with one call at a time, beside a connection with {batches} batches of {Batches.Size} for its partition";

    public override IReadOnlyList<string> Needs => before is null ? [] : [before];

    /// <summary>The leg, after its twin for an earlier version when there is one.</summary>
    public static IEnumerable<FairnessLeg> Of(int batches, ServerBuild? earlier)
    {
        if (earlier is null) return [new FairnessLeg(batches, ServerBuild.Current)];
        var twin = new FairnessLeg(batches, earlier);
        return [twin, new FairnessLeg(batches, ServerBuild.Current, twin.Name)];
    }

    public override async Task<Round> RunAsync(Site site, int number)
    {
        var connection = await site.Templates.LedgerAsync(Database, build);
        var accounts = await AccountsOfItsPartitionAsync(site, connection);
        Round round;
        await using (var server = await ServerUnderTest.StartLedgerAsync(build, connection, site.Cluster))
        {
            var alone = await LedgerLeg.MeasureAsync(site, server, TillAsync);
            var beside = await LedgerLeg.MeasureAsync(site, server, (_, channels, window) => BothAsync(site, channels, window, accounts));
            var sound = await Soundness.OfAsync(build, connection, site.Cancellation);
            round = beside with
            {
                AloneP50Ms = alone.P50Ms, AloneP99Ms = alone.P99Ms, VerifiedRows = sound.Rows,
                Wrong = [.. alone.Wrong, .. beside.Wrong, .. sound.Findings],
                Remark = Compared(alone, beside),
            };
        }
        await site.Cluster.DropAsync(Database);
        return round;
    }

    private static string Compared(Round alone, Round beside) => FormattableString.Invariant(
        $"last round: p50 alone {alone.P50Ms:0.0}, beside {beside.P50Ms:0.0} ms; p99 alone {alone.P99Ms:0.0}, beside {beside.P99Ms:0.0} ms");

    private async Task<Tally> BothAsync(Site site, Channels channels, Window window, Population accounts)
    {
        // Another seed: the keys of two callers must never meet.
        var import = site.Callers(batches, accounts) with { Seed = site.Arguments.Seed + 1 };
        var flooding = Flood.RunAsync(import, window, channels.For(1), Batches.Size);
        var till = await TillAsync(site, channels, window);
        till.AddCounts(await flooding);
        return till;
    }

    private static Task<Tally> TillAsync(Site site, Channels channels, Window window) => ClosedLoop.RunAsync(
        site.Callers(1, _till), window, (_, operation) => channels.For(0).PostAsync(operation).ResponseAsync);

    private static async Task<Population> AccountsOfItsPartitionAsync(Site site, string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var session = await source.OpenConnectionAsync(site.Cancellation);
        var partitions = await session.ExecuteScalarAsync<int>("SELECT count(*)::int FROM partition");
        var its = Router.PartitionOf(_till.Draw(new(0)), partitions);
        return new Population(site.Arguments.Accounts) { Takes = account => Router.PartitionOf(account, partitions) == its };
    }
}
