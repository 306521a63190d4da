using System.Diagnostics;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>The server's program in a process of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly Process _process;

    private RunningServer(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts it on the data in <paramref name="folder"/> and waits until it has written its address.</summary>
    public static async Task<RunningServer> StartAsync(string folder, params (string Name, string Value)[] environment)
    {
        var readyFile = Path.Combine(folder, $"ready-{Guid.NewGuid():N}");
        var process = Begin(
        [
            ("LEDGER_DATA", Path.Combine(folder, "data")), ("LEDGER_ADDRESS", "http://127.0.0.1:0"), ("LEDGER_INSECURE", "true"),
            ("LEDGER_READY_FILE", readyFile),
            .. environment,
        ]);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var bounded = new CancellationTokenSource(Longest);
        while (!File.Exists(readyFile) || new FileInfo(readyFile).Length == 0)
        {
            if (process.HasExited) throw new InvalidOperationException($"The server ended with exit code {process.ExitCode}.");
            await Task.Delay(50, bounded.Token);
        }
        return new RunningServer(process, new Uri(await File.ReadAllTextAsync(readyFile, bounded.Token)));
    }

    public static Process Begin((string Name, string Value)[] environment, params string[] arguments)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "Ledger.Server.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("The server's process did not start.");
    }

    /// <summary>Tells it to stop, as an operator or systemd does, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Longest);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await StopAsync();
        _process.Dispose();
    }
}
