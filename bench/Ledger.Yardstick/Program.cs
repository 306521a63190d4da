using Ledger.Tooling.CommandLines;
using Ledger.Tooling.Screens;
using Ledger.Yardstick;
using Ledger.Yardstick.Legs;
using Ledger.Yardstick.Serving;

// A run, in the folders it passes:
//   Legs        what is measured; a leg runs a round at a time, in turn with the others
//   Ground      the private PostgreSQL and the databases that legs start from
//   Serving     the servers under test, each a process of its own
//   Load        the traffic: operations, callers, schedules, latencies
//   Probes      what the processes, the machine and the WAL have used
//   Report      the table, the JSON, the Markdown, the goals

const int Stopped = 130;

// Wide enough for the table wherever the output goes.
const int TableWidth = 200;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
var console = OutputConsole.On(Console.Out, !Console.IsOutputRedirected, TableWidth);
var command = new YardstickCommand(arguments =>
{
    var legs = AllLegs.Make(arguments.Against is { } checkout ? ServerBuild.Earlier(checkout) : null);
    return new Run(arguments, $"./bench.sh {string.Join(' ', args)}".TrimEnd(), console, TimeProvider.System)
        .RunAsync(legs, stopping.Token);
});
try
{
    return await CommandLine.RunAsync(command, args, Console.Out, Console.Error);
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return Stopped;
}
