using System.Collections;
using Ledger.Tooling.Measures;
using Ledger.Tooling.Processes;
using Ledger.Yardstick.Ground;

namespace Ledger.Yardstick.Serving;

/// <summary>A server that is measured: the process, and its metrics where it has some.</summary>
internal sealed class ServerUnderTest(ServerProcess process, Uri? metrics) : IAsyncDisposable
{
    private readonly HttpClient _http = new();

    public ServerProcess Process => process;

    /// <summary>
    /// The ledger's server as it is shipped, on a database of its own. LEDGER_ variables of the yardstick's caller reach it, unless they
    /// are about where it is.
    /// </summary>
    public static async Task<ServerUnderTest> StartLedgerAsync(ServerBuild build, string connection, Cluster cluster)
    {
        var metrics = LoopbackPort.FreeAddress();
        var settings = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith("LEDGER_", StringComparison.Ordinal))
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
        settings["LEDGER_ADDRESS"] = "http://127.0.0.1:0";
        settings["LEDGER_INSECURE"] = "true";
        settings["LEDGER_METRICS_ADDRESS"] = metrics.GetLeftPart(UriPartial.Authority);
        settings["LEDGER_CONNECTION"] = connection;
        settings["LEDGER_CARD_KEY_FILE"] = cluster.CardKeyFile;
        settings["LEDGER_PROGRAMS"] = Path.Combine(AppContext.BaseDirectory, "yardstick-programs");
        return new ServerUnderTest(await ServerProcess.ServeAsync(build.Program, settings, cluster.Folder), metrics);
    }

    /// <summary>The plain competitor.</summary>
    public static async Task<ServerUnderTest> StartNaiveAsync(string connection, Cluster cluster) => new(
        await ServerProcess.ServeAsync(
            Path.Combine(AppContext.BaseDirectory, "Ledger.Naive.dll"),
            new Dictionary<string, string> { ["NAIVE_CONNECTION"] = connection },
            cluster.Folder),
        null);

    /// <summary>The empty service.</summary>
    public static async Task<ServerUnderTest> StartEchoAsync(Cluster cluster) => new(
        await ServerProcess.ServeAsync(
            Path.Combine(AppContext.BaseDirectory, "Ledger.Echo.dll"), new Dictionary<string, string>(), cluster.Folder),
        null);

    /// <summary>What its runtime has counted so far; null for a server that does not tell.</summary>
    public async Task<ServerFigures?> ReadFiguresAsync() =>
        metrics is null ? null : ServerFigures.Of(MetricsPage.Parse(await _http.GetStringAsync(new Uri(metrics, "/metrics"))));

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        _http.Dispose();
    }
}
