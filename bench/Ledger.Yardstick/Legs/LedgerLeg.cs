using Ledger.Yardstick.Load;
using Ledger.Yardstick.Serving;

namespace Ledger.Yardstick.Legs;

/// <summary>How a leg sends its traffic to a ledger.</summary>
internal delegate Task<Tally> LedgerLoad(Site site, Channels channels, Window window);

/// <summary>The ledger under one kind of traffic: a fresh database and a fresh server each round, verified at its end.</summary>
internal sealed class LedgerLeg(string name, string description, LedgerLoad load) : Leg
{
    private const string Database = "ledger_leg";

    public override string Name => name;

    public override string Description => description;

    public override IReadOnlyList<string> Needs => Before is null ? NeededLegs : [.. NeededLegs, Before];

    public override IReadOnlyList<string> ComparedWith => ComparedLegs;

    /// <summary>See <see cref="Needs"/>.</summary>
    public IReadOnlyList<string> NeededLegs { get; init; } = [];

    /// <summary>See <see cref="ComparedWith"/>.</summary>
    public IReadOnlyList<string> ComparedLegs { get; init; } = [];

    /// <summary>The accounts have cards and points.</summary>
    public bool HasMembers { get; init; }

    /// <summary>HTTP/2 connections of the load.</summary>
    public int Connections { get; init; } = Site.Connections;

    /// <summary>The leg that measures the earlier version under the same traffic; null: none.</summary>
    public string? Before { get; private init; }

    /// <summary>Whose server it is.</summary>
    private ServerBuild Build { get; init; } = ServerBuild.Current;

    /// <summary>This leg beside one that measures an earlier version.</summary>
    public IEnumerable<LedgerLeg> Beside(ServerBuild earlier)
    {
        var before = $"{name}{earlier.Mark}";
        yield return new LedgerLeg(before, $"the same, with the server {earlier.Program}", load)
        {
            Build = earlier, NeededLegs = NeededLegs, HasMembers = HasMembers, Connections = Connections,
        };
        yield return new LedgerLeg(name, description, load)
        {
            Before = before, NeededLegs = NeededLegs, ComparedLegs = ComparedLegs, HasMembers = HasMembers, Connections = Connections,
        };
    }

    public override async Task<Round> RunAsync(Site site, int number)
    {
        var connection = HasMembers ? await site.Templates.MembersAsync(Database, Build, site.Cancellation)
            : await site.Templates.LedgerAsync(Database, Build);
        Round round;
        await using (var server = await ServerUnderTest.StartLedgerAsync(Build, connection, site.Cluster))
        {
            round = await MeasureAsync(site, server, load, Connections);
            var sound = await Soundness.OfAsync(Build, connection, site.Cancellation);
            round = round with { VerifiedRows = sound.Rows, Wrong = [.. round.Wrong, .. sound.Findings] };
        }
        await site.Cluster.DropAsync(Database);
        return round;
    }

    /// <summary>Runs the load against a server; a server that complained is part of what went wrong.</summary>
    public static async Task<Round> MeasureAsync(
        Site site, ServerUnderTest server, LedgerLoad load, int connections = Site.Connections)
    {
        using var channels = new Channels(server.Process.Address, connections);
        if (connections > Site.Connections) await channels.OpenAsync(site.Cancellation);
        var round = await site.MeasureAsync(server, site.WarmUp, window => load(site, channels, window));
        return server.Process.Complaints == 0
            ? round
            : round with { Wrong = [.. round.Wrong, $"the server logged {server.Process.Complaints} warnings: {server.Process.Output}"] };
    }
}
