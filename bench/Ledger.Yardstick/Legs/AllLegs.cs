using Ledger.Yardstick.Load;
using Ledger.Yardstick.Serving;

namespace Ledger.Yardstick.Legs;

/// <summary>Every leg, in the order of a round.</summary>
internal static class AllLegs
{
    private const int UnaryOutstanding = 256;
    private const int Streams = 8;
    private const int UnansweredOfStream = 64;

    private static readonly int[] FewAndManyInFlight = [16, 480];
    private static readonly string[] Yardsticks = ["tpcb", "naive", "copy"];

    /// <param name="earlier">The version whose server is measured beside this one's; null: none.</param>
    public static IReadOnlyList<Leg> Make(ServerBuild? earlier) =>
    [
        new TpcbLeg(),
        new NaiveLeg(),
        new FunctionLeg(),
        new CopyLeg(),
        .. earlier is null ? OfLedger() : OfLedger().SelectMany(leg => leg.Beside(earlier)),
        .. FewAndManyInFlight.SelectMany(batches => FairnessLeg.Of(batches, earlier)),
        new GrowthLeg(allAccounts: false),
        new GrowthLeg(allAccounts: true),
    ];

    private static IEnumerable<LedgerLeg> OfLedger() =>
    [
        new LedgerLeg("unary", $"Ledger, {UnaryOutstanding} single calls outstanding",
            (site, channels, window) => Unary(site.Callers(UnaryOutstanding), channels, window)) { ComparedLegs = Yardsticks },
        new LedgerLeg("stream", $"Ledger, {Streams} streams with {UnansweredOfStream} operations unanswered each",
            (site, channels, window) =>
            StreamLoop.RunAsync(site.Callers(Streams), window, channels, UnansweredOfStream)) { ComparedLegs = Yardsticks },
        new LedgerLeg("batch", $"Ledger, batches of {Batches.Size}, {Batches.InFlight} in flight",
            (site, channels, window) =>
            BatchLoop.RunAsync(site.Callers(Batches.InFlight), window, channels, Batches.Size)) { ComparedLegs = Yardsticks },
        new LedgerLeg("hot", $"Ledger, one account, batches of {Batches.Size}, {Batches.InFlight} in flight",
            (site, channels, window) =>
            BatchLoop.RunAsync(site.Callers(Batches.InFlight, new Population(1)), window, channels, Batches.Size)),
        new LedgerLeg("single", "Ledger, one caller with one call at a time",
            (site, channels, window) => Unary(site.Callers(1), channels, window)),
        new LedgerLeg("latency", "Ledger, single calls on schedule (open loop) at a quarter of the rate of unary",
            (site, channels, window) => OpenLoop.RunAsync(
                site.Callers(1), window, channels, site.Results.Median("unary", round => round.TxPerSecond)!.Value / 4)) {
                NeededLegs = ["unary"] },
    ];

    private static Task<Tally> Unary(Callers callers, Channels channels, Window window) =>
        ClosedLoop.RunAsync(callers, window, (caller, operation) => channels.For(caller).PostAsync(operation).ResponseAsync);
}
