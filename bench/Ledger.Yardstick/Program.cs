using Ledger.Yardstick;
using Ledger.Yardstick.Legs;
using Ledger.Yardstick.Serving;
using Spectre.Console;
using var stopping = new CancellationTokenSource();

// A run, in the folders it passes:
//   Legs        what is measured; a leg runs a round at a time, in turn with the others
//   Ground      the private PostgreSQL and the databases that legs start from
//   Serving     the servers under test, each a process of its own
//   Load        the traffic: operations, callers, schedules, latencies
//   Probes      what the processes, the machine and the WAL have used
//   Report      the table, the JSON, the Markdown, the goals

if (args is ["serve"]) return await ServeCommand.RunAsync(TimeProvider.System);
if (args.Contains("--help"))
{
    Console.WriteLine(Arguments.Usage);
    return 0;
}

var legs = AllLegs.Make();
Arguments arguments;
try
{
    arguments = Arguments.Read(args, [.. legs.Select(leg => leg.Name)]);
}
catch (ArgumentException mistake)
{
    await Console.Error.WriteLineAsync(mistake.Message);
    return 2;
}

Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
try
{
    // Wide enough for the table wherever the output goes.
    AnsiConsole.Console.Profile.Width = Math.Max(200, AnsiConsole.Console.Profile.Width);
    return await new Run(arguments, $"./bench.sh {string.Join(' ', args)}".TrimEnd(), AnsiConsole.Console, TimeProvider.System).RunAsync(legs, stopping.Token);
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
