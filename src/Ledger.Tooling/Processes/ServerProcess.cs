using System.Diagnostics;

namespace Ledger.Tooling.Processes;

/// <summary>
/// A server as the program that is shipped, in a process and session of its own: Ctrl-C in a terminal is for the program that started it,
/// which stops the server when it has its last answers.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan _stopPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan _pollPeriod = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly PrintedLines _printed;
    private readonly long _started = Stopwatch.GetTimestamp();

    private ServerProcess(Process process, PrintedLines printed) => (_process, _printed) = (process, printed);

    /// <summary>The ledger's server that was built with this program.</summary>
    public static string Ledger { get; } = Path.Combine(AppContext.BaseDirectory, "Ledger.Server.dll");

    /// <summary>Process id.</summary>
    public int Pid => _process.Id;

    /// <summary>True when the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Where it serves.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>From the start of the process until it served.</summary>
    public TimeSpan StartedIn { get; private set; }

    /// <summary>Lines that it logged as warnings or worse.</summary>
    public int Complaints => _printed.Complaints;

    /// <summary>The last lines it printed.</summary>
    public string Output => _printed.Text();

    /// <summary>Memory of the process that is in RAM now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a server and waits until it serves.</summary>
    /// <param name="program">Path of its .dll.</param>
    /// <param name="settings">Its settings, by their environment names; none of this process's own LEDGER_ variables reach it.</param>
    /// <param name="folder">Where the file is made by which it says that it is ready.</param>
    /// <param name="log">File that its output is appended to; null: none.</param>
    /// <param name="cancellation">Gives up and kills it.</param>
    /// <exception cref="ServerProcessException">It cannot be started, ended before it served, or took too long.</exception>
    public static async Task<ServerProcess> ServeAsync(
        string program, IReadOnlyDictionary<string, string> settings, string folder, string? log = null,
        CancellationToken cancellation = default)
    {
        var ready = Path.Combine(folder, $"ready-{Guid.NewGuid():N}");
        var server = Launch(program, [], new Dictionary<string, string>(settings) { ["LEDGER_READY_FILE"] = ready }, log);
        try
        {
            server.Address = await server.ReadyAsync(ready, cancellation);
            server.StartedIn = Stopwatch.GetElapsedTime(server._started);
            return server;
        }
        catch
        {
            await server.KillAsync();
            server.Release();
            throw;
        }
    }

    /// <summary>Runs a command of a program, such as <c>verify</c> of the ledger's server, to its end.</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="settings">Its settings, by their environment names.</param>
    /// <param name="program">Path of its .dll; null: the ledger's server.</param>
    /// <param name="log">File that its output is appended to; null: none.</param>
    /// <param name="cancellation">Kills it.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, string? program = null, string? log = null,
        CancellationToken cancellation = default)
    {
        var command = Launch(program ?? Ledger, arguments, settings, log);
        try
        {
            await command._process.WaitForExitAsync(cancellation);
            return (command._process.ExitCode, command.Output);
        }
        finally
        {
            await command.KillAsync();
            command.Release();
        }
    }

    /// <summary>kill -9, and the end of it.</summary>
    public async Task KillAsync()
    {
        if (!HasExited) Signal.Kill(Pid);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop in order; the exit code, or null when it still runs after <paramref name="patience"/>.</summary>
    /// <param name="patience">How long to wait.</param>
    public async Task<int?> TerminateAsync(TimeSpan patience)
    {
        if (!HasExited)
        {
            // One that stands still cannot stop.
            Signal.Thaw(Pid);
            Signal.Terminate(Pid);
        }
        using var bounded = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(bounded.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Stops it in order, and kills it when it takes too long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (await TerminateAsync(_stopPatience) is null) await KillAsync();
        Release();
    }

    private void Release()
    {
        _process.Dispose();
        _printed.Dispose();
    }

    private async Task<Uri> ReadyAsync(string file, CancellationToken cancellation)
    {
        while (Stopwatch.GetElapsedTime(_started) < _startPatience)
        {
            if (File.Exists(file)
                && Uri.TryCreate((await File.ReadAllTextAsync(file, cancellation)).Trim(), UriKind.Absolute, out var address))
                return address;
            if (HasExited)
            {
                // For the last of its lines.
                await _process.WaitForExitAsync(cancellation);
                throw new ServerProcessException($"The server ended at its start with exit code {_process.ExitCode}.\n{Output}");
            }
            await Task.Delay(_pollPeriod, cancellation);
        }
        throw new ServerProcessException($"The server was not ready within {_startPatience.TotalSeconds:0} s.\n{Output}");
    }

    private static ServerProcess Launch(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings,
        string? log)
    {
        if (!File.Exists(program)) throw new ServerProcessException($"{program} is missing: it has not been built.");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        string[] command = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid", host, program] : [host, program];
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments]) { RedirectStandardOutput = true,
            RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LEDGER_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings) start.Environment[name] = value;

        var printed = new PrintedLines(log);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => printed.Take(line.Data);
        process.ErrorDataReceived += (_, line) => printed.Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ServerProcess(process, printed);
    }
}
