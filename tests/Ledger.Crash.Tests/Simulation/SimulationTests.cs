using System.Globalization;

namespace Ledger.Crash.Tests.Simulation;

/// <summary>
/// Random histories, always the same ones. LEDGER_SIM_COUNT=n plays n of them. LEDGER_SIM_SEED=n plays the history n alone, a thousand
/// times: its faults are the same each time, but a checkpoint that runs beside the writer may end a little earlier or later.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task I3_I4_I5_I6_I7_I8_I9_I10_I11_I12_hold_after_every_random_history()
    {
        var seeds = Environment.GetEnvironmentVariable("LEDGER_SIM_SEED") is { Length: > 0 } one
            ? Enumerable.Repeat(int.Parse(one, CultureInfo.InvariantCulture), 1000)
            : Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("LEDGER_SIM_COUNT") ?? "400", CultureInfo.InvariantCulture));
        var (histories, faults, rows, takeOvers) = (0, 0, 0, 0L);
        foreach (var seed in seeds)
        {
            try
            {
                var history = await History.RunAsync(seed);
                histories++;
                faults += history.Budget.Used;
                rows += history.Store.AllRows().Count;
                for (short partition = 0; partition < history.Store.Partitions; partition++)
                    takeOvers += history.Store.State(partition).Epoch;
            }
            catch (Exception reason)
            {
                Assert.Fail(
                    $"History {seed} does not hold: {reason.Message}\nPlay it again: "
                    + $"LEDGER_SIM_SEED={seed} dotnet test tests/Ledger.Crash.Tests -c Release --filter {nameof(SimulationTests)}");
            }
        }
        output.WriteLine($"{histories} histories, {rows} rows, {faults} faults, {takeOvers} take-overs.");
        Assert.True(faults > 5 * histories, "Hardly anything went wrong: the simulation tests nothing.");
    }
}
