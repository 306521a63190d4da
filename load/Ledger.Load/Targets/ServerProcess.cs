using System.Diagnostics;

namespace Ledger.Load.Targets;

/// <summary>The program <c>Ledger.Server</c> beside this one, in a process and session of its own. Its output goes to a file.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan _pollPeriod = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly Task _logging;

    private ServerProcess(Process process, Task logging) => (_process, _logging) = (process, logging);

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts the program.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="settings">Its settings, by their environment names; none of this process's own LEDGER_ variables reach it.</param>
    /// <param name="log">File its output is appended to.</param>
    public static ServerProcess Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, string log)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Ledger.Server.dll");
        if (!File.Exists(program))
            throw new TargetException($"{program} is missing; build load/Ledger.Load.");
        // A session of its own: Ctrl-C in the terminal is for this program, which stops the server when it has its last answers.
        string[] command = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.Skip(1).Append(program).Concat(arguments))
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LEDGER_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        var process = Process.Start(start) ?? throw new TargetException("The server's process could not be started.");
        return new ServerProcess(process, LogAsync(process, log));
    }

    /// <summary>Waits until a file has an address in it.</summary>
    /// <exception cref="TargetException">The process ended first, or took too long.</exception>
    public async Task<Uri> ReadyAsync(string readyFile, TimeSpan atMost, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < atMost)
        {
            if (File.Exists(readyFile) && Uri.TryCreate((await File.ReadAllTextAsync(readyFile, cancellation)).Trim(), UriKind.Absolute, out var address))
                return address;
            if (HasExited)
                throw new TargetException($"The server ended at its start with exit code {ExitCode}; its log says why.");
            await Task.Delay(_pollPeriod, cancellation);
        }
        throw new TargetException($"The server was not ready within {atMost.TotalSeconds:0} s; its log may say why.");
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        await _logging;
        return _process.ExitCode;
    }

    /// <summary>Sends a signal to the process.</summary>
    public void Signal(int signal)
    {
        if (!HasExited)
            Signals.Send(Pid, signal);
    }

    /// <summary>Asks it to stop, and kills it when it does not within the time.</summary>
    public async Task StopAsync(TimeSpan atMost)
    {
        Signal(Signals.Continue);
        Signal(Signals.Terminate);
        using var bounded = new CancellationTokenSource(atMost);
        try
        {
            await _process.WaitForExitAsync(bounded.Token);
        }
        catch (OperationCanceledException)
        {
            Signal(Signals.Kill);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _process.Dispose();

    private static async Task LogAsync(Process process, string file)
    {
        await using var log = new StreamWriter(file, append: true) { AutoFlush = true };
        var gate = new SemaphoreSlim(1);
        await Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));

        async Task CopyAsync(StreamReader from)
        {
            while (await from.ReadLineAsync() is { } line)
            {
                await gate.WaitAsync();
                await log.WriteLineAsync(line);
                gate.Release();
            }
        }
    }
}
