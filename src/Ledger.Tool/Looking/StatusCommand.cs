using System.CommandLine;
using System.Globalization;
using Grpc.Core;
using Grpc.Health.V1;
using Ledger.Client;
using Ledger.Tool.Connecting;

namespace Ledger.Tool.Looking;

/// <summary>
/// <c>status</c>: how each server is, by the public health protocol and, where it is told where they are, by its figures.
/// </summary>
internal static class StatusCommand
{
    private const string Serving = "serving";
    private static readonly TimeSpan _figuresTimeout = TimeSpan.FromSeconds(10);

    private static readonly string[] _columns =
    [
        "server", "health", "version", "partitions", "queued", "clock_ahead_seconds", "certificate_left_days", "trouble",
    ];

    public static Command Status()
    {
        var metrics = Words.Worded.Several<Uri>("--metrics", "URI",
            "Where a server has its figures, e.g. http://127.0.0.1:5006/metrics; as often "
            + "as --address and in its order. Over http:// alone.", IsPlain, "an address like http://127.0.0.1:5006/metrics");
        return new Command("status", "How each server is: health, and with --metrics its version, the partitions it serves and what waits. "
            + "A server that is not serving ends with 1.") { metrics }.Answers(async run =>
            {
                var pages = run.Of(metrics) ?? [];
                var addresses = ConnectionOptions.AddressesIn(run.Words);
                if (pages.Count > Math.Max(1, addresses.Count))
                    throw new WrongArgumentsException("There are more --metrics than --address.");
                var rows = new List<IReadOnlyList<string>>();
                LedgerUnavailableException? away = null;
                for (var at = 0; at < Math.Max(1, addresses.Count); at++)
                {
                    Uri[] only = addresses.Count == 0 ? [] : [addresses[at]];
                    using var server = new Session(only, ConnectionOptions.FolderIn(run.Words), run.Timeout);
                    run.Progress.Is($"Asking {server.Address}");
                    string health;
                    try
                    {
                        health = await HealthAsync(server, run);
                    }
                    catch (LedgerUnavailableException reason)
                    {
                        (health, away) = ("away", reason);
                    }
                    rows.Add([$"{server.Address}".TrimEnd('/'), health,
                        .. at < pages.Count ? await FiguresAsync(pages[at], run) : Nothing("")]);
                }
                run.Screen.Tell("servers", _columns, rows);
                if (away is not null && rows.TrueForAll(row => row[1] == "away")) throw away;
                return rows.TrueForAll(row => row[1] == Serving);
            });
    }

    private static async Task<string> HealthAsync(Session server, Run run)
    {
        var answer = await server.AskAsync(
            options => new Health.HealthClient(server.Invoker).CheckAsync(new HealthCheckRequest(), options), run.Cancellation);
        return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving ? Serving : "not serving";
    }

    private static async Task<string[]> FiguresAsync(Uri page, Run run)
    {
        try
        {
            using var http = new HttpClient { Timeout = _figuresTimeout };
            var figures = Figures.Read(await http.GetStringAsync(page, run.Cancellation));
            var left = figures.Of("ledger_certificate_left_seconds");
            return
            [
                figures.Label("ledger_build_info", "version"), Told(figures.Sum("ledger_partition_serving")),
                Told(figures.Sum("ledger_queue_depth")),
                Told(figures.Of("ledger_clock_ahead_seconds")), left is null ? "" : Told(Math.Floor(left.Value / 86_400)), Trouble(figures),
            ];
        }
        catch (Exception reason) when (reason is HttpRequestException or TaskCanceledException)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            return Nothing($"no figures: {reason.Message}");
        }
    }

    private static string Trouble(Figures figures) => string.Join(", ", new[]
    {
        (Name: "ledger_database_forgetful", Says: "the database may forget what it commits"),
        (Name: "ledger_certificate_trouble", Says: "a certificate cannot be used"),
        (Name: "ledger_documents_refused", Says: "documents were refused"),
    }.Where(sign => figures.Of(sign.Name) > 0).Select(sign => sign.Says));

    private static string[] Nothing(string why) => [.. Enumerable.Repeat("", _columns.Length - 3), why];

    private static string Told(double? value) => value?.ToString("0", CultureInfo.InvariantCulture) ?? "";

    private static bool IsPlain(string word, out Uri address) =>
        Uri.TryCreate(word, UriKind.Absolute, out address!) && address.Scheme == Uri.UriSchemeHttp;
}
