using System.Runtime.InteropServices;
using Ledger.Load.CommandLine;
using Ledger.Load.Console;
using Ledger.Load.Scenarios;
using Ledger.Load.Targets;
using Ledger.Embedded;
using Ledger.Tooling.CommandLines;
using Ledger.Tooling.Processes;

// The way of a run, and the folders it passes:
//   CommandLine  what to run and where
//   Scenarios    YAML to a scenario, with every mistake named
//   Simulations  when requests are due
//   Targets      the ledger: one of its own with its faults, or another one; the server's metrics
//   Data         accounts, and what each request does
//   Engine       releases what is due, brings it to terminals, makes the calls
//   Recording    histograms and intervals
//   Audit        is the ledger right?
//   Thresholds   is it good enough?
//   Report       HTML, JSON, CSV, Markdown, JUnit; Compare: two of them
// Session ties them together; Console shows a run while it goes on.

const int CouldNotRun = 2;
const int PoolThreadsMin = 16;

// The display and the logs may block a thread for a moment. Answers must not wait for the pool to notice, which takes it half a second.
ThreadPool.SetMinThreads(PoolThreadsMin, PoolThreadsMin);

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var command = new LoadCommand(TimeProvider.System, stopping.Token);
    var exitCode = await CommandLine.RunAsync(command, args.Length == 0 ? ["--help"] : args, System.Console.Out, System.Console.Error);
    return args.Length == 0 ? CommandLine.Misunderstood : exitCode;
}
catch (Exception mistake) when (mistake is ArgumentMistakeException or ScenarioMistakeException or TargetException
    or ServerProcessException or EmbeddedPostgresException or InvalidDataException or IOException)
{
    await System.Console.Error.WriteLineAsync(mistake.Message);
    return CouldNotRun;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    await System.Console.Error.WriteLineAsync("Stopped before anything was measured.");
    return CouldNotRun;
}

void Stop(PosixSignalContext signal)
{
    // The second one ends the process at once.
    if (stopping.IsCancellationRequested)
        return;
    signal.Cancel = true;
    PlainLines.Say("Stopping: waiting for the last answers, then audit and report. Once more ends at once.");
    stopping.Cancel();
}
