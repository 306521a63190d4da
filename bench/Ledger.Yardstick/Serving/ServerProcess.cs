using System.Diagnostics;
using System.Globalization;

namespace Ledger.Yardstick.Serving;

/// <summary>A server under test: started, asked for its figures, stopped in order. What it prints is kept for when it fails.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(120);
    private const int KeptLines = 200;

    /// <summary>How the console logger starts a line about something amiss.</summary>
    private static readonly string[] Complaints = ["warn:", "fail:", "crit:"];

    private readonly Process _process;
    private readonly Queue<string> _printed = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _givesFigures;
    private TaskCompletionSource<ServerFigures>? _figures;

    private ServerProcess(Process process, bool givesFigures) => (_process, _givesFigures) = (process, givesFigures);

    public int Pid => _process.Id;

    public Uri Address { get; private set; } = null!;

    /// <summary>From the start of the process until it served.</summary>
    public TimeSpan StartedIn { get; private set; }

    /// <summary>Lines that the server logged as warnings or worse.</summary>
    public int Warnings { get; private set; }

    /// <summary>Memory of the process that is in RAM now, in MB.</summary>
    public double ResidentMegabytes => File.ReadLines($"/proc/{Pid}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024).FirstOrDefault();

    /// <summary>The ledger's server, see <see cref="ServeCommand"/>.</summary>
    public static Task<ServerProcess> StartLedgerAsync(string connection, string cardKeyFile)
    {
        var folder = AppContext.BaseDirectory;
        string[] arguments =
        [
            "exec", "--runtimeconfig", Path.Combine(folder, "Ledger.Server.runtimeconfig.json"),
            "--depsfile", Path.Combine(folder, "Ledger.Yardstick.deps.json"), Path.Combine(folder, "Ledger.Yardstick.dll"), "serve",
        ];
        return StartAsync(arguments, givesFigures: true, new Dictionary<string, string>
        {
            ["LEDGER_ADDRESS"] = "http://127.0.0.1:0",
            ["LEDGER_CONNECTION"] = connection,
            ["LEDGER_CARD_KEY_FILE"] = cardKeyFile,
            ["LEDGER_PROGRAMS"] = Path.Combine(folder, "yardstick-programs"),
        });
    }

    /// <summary>The plain competitor.</summary>
    public static Task<ServerProcess> StartNaiveAsync(string connection) => StartAsync(
        [Path.Combine(AppContext.BaseDirectory, "Ledger.Naive.dll")], givesFigures: false,
        new Dictionary<string, string> { ["NAIVE_CONNECTION"] = connection });

    /// <summary>What its runtime has counted so far; null for a server that does not tell.</summary>
    public async Task<ServerFigures?> ReadFiguresAsync()
    {
        if (!_givesFigures) return null;
        _figures = new TaskCompletionSource<ServerFigures>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _process.StandardInput.WriteLineAsync(ServerFigures.Word);
        await _process.StandardInput.FlushAsync();
        return await _figures.Task.WaitAsync(StartLimit);
    }

    /// <summary>Ends the process without a word, as a power cut would.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
        _process.Dispose();
    }

    /// <summary>The last lines it printed.</summary>
    public string Printed()
    {
        lock (_printed) return string.Join(Environment.NewLine, _printed);
    }

    private static async Task<ServerProcess> StartAsync(IEnumerable<string> arguments, bool givesFigures, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var since = Stopwatch.GetTimestamp();
        var server = new ServerProcess(Process.Start(start)!, givesFigures);
        server._process.OutputDataReceived += (_, line) => server.Take(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Take(line.Data);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        var ended = server._process.WaitForExitAsync();
        if (await Task.WhenAny(server._ready.Task, ended).WaitAsync(StartLimit) == ended)
            throw new InvalidOperationException($"A server under test did not start.{Environment.NewLine}{server.Printed()}");
        server.StartedIn = Stopwatch.GetElapsedTime(since);
        server.Address = await server._ready.Task;
        return server;
    }

    private void Take(string? line)
    {
        if (line is null) return;
        if (line.StartsWith(ServeCommand.Ready + " ", StringComparison.Ordinal)) _ready.TrySetResult(new Uri(line[(ServeCommand.Ready.Length + 1)..]));
        else if (line.StartsWith(ServerFigures.Word + " ", StringComparison.Ordinal)) _figures?.TrySetResult(ServerFigures.Parse(line));
        else
            lock (_printed)
            {
                if (Complaints.Any(word => line.StartsWith(word, StringComparison.Ordinal))) Warnings++;
                _printed.Enqueue(line);
                if (_printed.Count > KeptLines) _printed.Dequeue();
            }
    }
}
