using Spectre.Console;

namespace Ledger.Load.Console;

/// <summary>Shows a run while it goes on: a live table on a terminal, a plain line every few seconds elsewhere.</summary>
internal static class LiveDisplay
{
    private static readonly TimeSpan _tablePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _linePeriod = TimeSpan.FromSeconds(5);

    /// <summary>Ends when <paramref name="ended"/> does.</summary>
    public static async Task RunAsync(Glancer glancer, bool plain, TimeProvider time, CancellationToken ended)
    {
        if (plain || System.Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            await EachAsync(_linePeriod, time, () => PlainLines.Say(PlainLines.Of(glancer.Look())), ended);
            return;
        }
        await AnsiConsole.Live(LiveTable.Of(glancer.Scenario, glancer.Look())).StartAsync(async live =>
        {
            await EachAsync(_tablePeriod, time, () => live.UpdateTarget(LiveTable.Of(glancer.Scenario, glancer.Look())), ended);
            live.UpdateTarget(LiveTable.Of(glancer.Scenario, glancer.Look()));
        });
    }

    private static async Task EachAsync(TimeSpan period, TimeProvider time, Action show, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
                show();
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
