using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ledger.Crash.Tests.Processes;

/// <summary>The server as the program that is shipped, in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output;

    private ServerProcess(Process process, ConcurrentQueue<string> output, Uri address) => (_process, _output, Address) = (process, output, address);

    public Uri Address { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>What it printed, for a failed test to show.</summary>
    public string Output => string.Join('\n', _output.TakeLast(60));

    /// <summary>Starts the server and waits until it serves.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, IReadOnlyDictionary<string, string> settings)
    {
        var ready = Path.Combine(folder, $"ready-{Guid.NewGuid():N}");
        var output = new ConcurrentQueue<string>();
        var process = Launch([], settings.Append(new("LEDGER_READY_FILE", ready)).Append(new("LEDGER_ADDRESS", "http://127.0.0.1:0")), output);
        var since = Stopwatch.GetTimestamp();
        while (!(File.Exists(ready) && Uri.TryCreate(await File.ReadAllTextAsync(ready), UriKind.Absolute, out _)))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(since) > StartPatience)
            {
                Signal.Kill(process.Id);
                throw new InvalidOperationException($"The server did not start.\n{string.Join('\n', output)}");
            }
            await Task.Delay(20);
        }
        return new ServerProcess(process, output, new Uri(await File.ReadAllTextAsync(ready)));
    }

    /// <summary>Runs the program with a command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, IReadOnlyDictionary<string, string> settings)
    {
        var output = new ConcurrentQueue<string>();
        using var process = Launch(arguments, settings, output);
        await process.WaitForExitAsync(new CancellationTokenSource(StartPatience).Token);
        // Waits for the last lines of its output too.
        process.WaitForExit();
        return (process.ExitCode, string.Join('\n', output));
    }

    /// <summary>kill -9, and the end of it.</summary>
    public async Task KillAsync()
    {
        Signal.Kill(_process.Id);
        await _process.WaitForExitAsync(new CancellationTokenSource(StartPatience).Token);
    }

    /// <summary>SIGTERM; the exit code, or null when it still runs after <paramref name="patience"/>.</summary>
    public async Task<int?> TerminateAsync(TimeSpan patience)
    {
        Signal.Terminate(_process.Id);
        try
        {
            await _process.WaitForExitAsync(new CancellationTokenSource(patience).Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) Signal.Kill(_process.Id);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Launch(string[] arguments, IEnumerable<KeyValuePair<string, string>> settings, ConcurrentQueue<string> output)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "Ledger.Server.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Settings of the tests' own surroundings are none of the server's.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LEDGER_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
