using Ledger.Yardstick.Ground;
using Ledger.Yardstick.Load;
using Ledger.Yardstick.Probes;
using Ledger.Yardstick.Serving;

namespace Ledger.Yardstick.Legs;

/// <summary>Where the legs of one run take place, and what they have in common.</summary>
internal sealed record Site(Arguments Arguments, Cluster Cluster, Templates Templates, Results Results, TimeProvider Time,
    CancellationToken Cancellation)
{
    /// <summary>HTTP/2 connections of a load.</summary>
    public const int Connections = 4;

    /// <summary>The accounts that take part in most legs.</summary>
    public Population Accounts { get; } = new(Arguments.Accounts);

    public Callers Callers(int count, Population? population = null) => new(count, population ?? Accounts, Arguments.Seed, Time);

    /// <summary>The terminals of a load whose members show their cards.</summary>
    public Terminal[] Terminals(int count) =>
        [.. Enumerable.Range(0, count).Select(number => new Terminal(Arguments.Seed, number, Accounts, Time))];

    /// <summary>Runs a load through its warm-up and its measurement, with a snapshot at both ends of the latter.</summary>
    /// <param name="server">The server under test, or null when there is none.</param>
    /// <param name="warmUp">How long before anything counts.</param>
    /// <param name="load">Starts the load and ends with it.</param>
    public async Task<Round> MeasureAsync(ServerUnderTest? server, TimeSpan warmUp, Func<Window, Task<Tally>> load)
    {
        var probe = new Probe(Cluster, Environment.ProcessId, server, Time);
        var window = new Window(warmUp, TimeSpan.FromSeconds(Arguments.MeasureSeconds), Time, Cancellation);
        var loading = load(window);
        await window.UntilItOpensAsync();
        var before = await probe.TakeAsync();
        await window.UntilItClosesAsync();
        var after = await probe.TakeAsync();
        var round = Round.Of(await loading, window, after - before);
        return server is null ? round : round with
        {
            ResidentMegabytes = server.Process.ResidentBytes / 1024.0 / 1024, StartSeconds = server.Process.StartedIn.TotalSeconds,
        };
    }

    public TimeSpan WarmUp => TimeSpan.FromSeconds(Arguments.WarmUpSeconds);

    /// <summary>The warm-up of a leg whose only .NET part is this program: long the first time, short when it has run before.</summary>
    public TimeSpan ClientWarmUp(int number) => number == 0 ? WarmUp : TimeSpan.FromSeconds(Math.Min(2, Arguments.WarmUpSeconds));
}
