using Ledger.Yardstick.Load;
using Ledger.Yardstick.Serving;

namespace Ledger.Yardstick.Legs;

/// <summary>Every leg, in the order of a round.</summary>
internal static class AllLegs
{
    /// <summary>Single calls unanswered at a time, wherever it is not said otherwise.</summary>
    public const int UnaryOutstanding = 256;

    private const int TerminalsOfDay = 5000;
    private const int Streams = 8;
    private const int UnansweredOfStream = 64;

    private static readonly int[] FewAndManyInFlight = [16, 480];
    private static readonly string[] Yardsticks = ["tpcb", "naive", "copy"];
    private static readonly string[] YardsticksOfCalls = [.. Yardsticks, "echo"];

    /// <param name="earlier">The version whose server is measured beside this one's; null: none.</param>
    public static IReadOnlyList<Leg> Make(ServerBuild? earlier) =>
    [
        new TpcbLeg(),
        new NaiveLeg(),
        new FunctionLeg(),
        new CopyLeg(),
        new EchoLeg(),
        .. earlier is null ? OfLedger() : OfLedger().SelectMany(leg => leg.Beside(earlier)),
        .. FewAndManyInFlight.SelectMany(batches => FairnessLeg.Of(batches, earlier)),
        .. IdleLeg.Of(earlier),
        new GrowthLeg(allAccounts: false),
        new GrowthLeg(allAccounts: true),
    ];

    private static IEnumerable<LedgerLeg> OfLedger() =>
    [
        new LedgerLeg("unary", $"Ledger, {UnaryOutstanding} single calls outstanding",
            UnaryAsync) { ComparedLegs = YardsticksOfCalls },
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
        new LedgerLeg("checkout", $"Ledger, checkouts of ten lines by card, with points and stored value spent, {UnaryOutstanding} outstanding",
            (site, channels, window) => ShopLoop.RunAsync(
                site.Terminals(UnaryOutstanding), UnaryOutstanding, window, channels, terminal => terminal.Checkout()))
        {
            HasMembers = true, ComparedLegs = ["unary"],
        },
        new LedgerLeg("day", $"Ledger, a real day by card: {TerminalsOfDay} terminals with a connection each, {UnaryOutstanding} calls outstanding",
            (site, channels, window) => ShopLoop.RunAsync(
                site.Terminals(TerminalsOfDay), UnaryOutstanding, window, channels, terminal => terminal.OfDay()))
        {
            HasMembers = true, Connections = TerminalsOfDay, ComparedLegs = ["unary"],
        },
        new LedgerLeg("reads", $"Ledger, balances by card, {UnaryOutstanding} single calls outstanding",
            (site, channels, window) => ShopLoop.RunAsync(
                site.Terminals(UnaryOutstanding), UnaryOutstanding, window, channels, terminal => terminal.Question()))
        {
            HasMembers = true, ComparedLegs = ["echo"],
        },
    ];

    /// <summary>Single calls of the plain traffic.</summary>
    public static Task<Tally> UnaryAsync(Site site, Channels channels, Window window) =>
        Unary(site.Callers(UnaryOutstanding), channels, window);

    private static Task<Tally> Unary(Callers callers, Channels channels, Window window) =>
        ClosedLoop.RunAsync(callers, window, (caller, operation) => channels.For(caller).PostAsync(operation).ResponseAsync);
}
