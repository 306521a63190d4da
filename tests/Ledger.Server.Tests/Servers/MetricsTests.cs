using Grpc.Net.Client;
using Ledger.Tooling.Processes;

namespace Ledger.Server.Tests.Servers;

/// <summary>The page of figures as Prometheus reads it, of a process that nothing else counts in.</summary>
[Collection(Disturbances.Name)]
public sealed class MetricsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-metrics-").FullName;

    // Its PostgreSQL runs as another user when the tests run as root.
    public MetricsTests() => File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_page_has_the_figures_under_the_names_that_dashboards_know()
    {
        var metrics = LoopbackPort.FreeAddress().GetLeftPart(UriPartial.Authority);
        await using var server = await RunningServer.StartAsync(_folder, ("LEDGER_METRICS_ADDRESS", metrics), ("LEDGER_PARTITIONS", "2"), ("LEDGER_LANES", "2"));
        using var channel = GrpcChannel.ForAddress(server.Address);
        var posting = new Posting.PostingClient(channel);
        var operations = new OperationBuilder(1, 7, 3, TimeProvider.System);
        await posting.PostAsync(operations.OpenAccount(account: 42));
        await posting.PostAsync(operations.TopUp(Target.Account(42), 5));
        await posting.PostAsync(operations.Debit(Target.Account(42), 50));
        await Assert.ThrowsAsync<RpcException>(async () => await posting.PostAsync(operations.TopUp(Target.Account(43), 5)));

        using var http = new HttpClient();
        // No labels may be written as empty braces.
        var page = (await http.GetStringAsync(new Uri($"{metrics}/metrics"))).Replace("{} ", " ", StringComparison.Ordinal).Split('\n');

        foreach (var gauge in new[] { "accounts_cached", "accounts_dirty", "partition_serving", "partition_ahead_seconds" })
            Told(page, $"ledger_{gauge}", "gauge", $"ledger_{gauge}{{partition=\"0\"}}", $"ledger_{gauge}{{partition=\"1\"}}");
        Told(page, "ledger_queue_depth", "gauge", "ledger_queue_depth{lane=\"0\"}", "ledger_queue_depth{lane=\"1\"}");
        foreach (var counter in new[] { "commits", "committed_operations", "committed_rows", "commits_lost" })
            Told(
                page, $"ledger_{counter}_total", "counter",
                $"ledger_{counter}_total{{lane=\"0\"}}", $"ledger_{counter}_total{{lane=\"1\"}}");
        Told(page, "ledger_answers_total", "counter", "ledger_answers_total{outcome=\"replayed\"} 0");
        Assert.Contains("ledger_answers_total{outcome=\"posted\"} 2", page);
        Assert.Contains("ledger_answers_total{outcome=\"insufficient_funds\"} 1", page);
        Told(page, "ledger_problems_total", "counter", "ledger_problems_total{reason=\"not_found\"} 1");
        Told(page, "ledger_commit_seconds", "histogram",
            "ledger_commit_seconds_bucket{le=\"0.0005\"}", "ledger_commit_seconds_bucket{le=\"5\"}",
            "ledger_commit_seconds_bucket{le=\"+Inf\"} 3",
            "ledger_commit_seconds_sum ", "ledger_commit_seconds_count 3");
        Told(page, "ledger_commit_operations", "histogram",
            "ledger_commit_operations_bucket{le=\"1\"} 3", "ledger_commit_operations_bucket{le=\"1000\"} 3",
            "ledger_commit_operations_sum 3");
        Told(page, "ledger_call_seconds", "histogram",
            "ledger_call_seconds_count{code=\"OK\",method=\"/ledger.v1.Posting/Post\"} 3",
            "ledger_call_seconds_count{code=\"NotFound\",method=\"/ledger.v1.Posting/Post\"} 1");
        Told(page, "ledger_build_info", "gauge", "ledger_build_info{version=");
        Told(page, "process_cpu_seconds_total", "counter", "process_cpu_seconds_total ");
        Told(page, "process_resident_memory_bytes", "gauge", "process_resident_memory_bytes ");
        Told(page, "dotnet_gc_allocated_bytes_total", "counter", "dotnet_gc_allocated_bytes_total ");
        foreach (var library in new[] { "kestrel_", "db_client_", "dotnet_gc_collections_total" })
            Assert.Contains(page, line => line.StartsWith(library, StringComparison.Ordinal));
        Assert.Equal(0, await server.StopAsync());
    }

    private static void Told(string[] page, string name, string type, params string[] series)
    {
        Assert.Contains($"# TYPE {name} {type}", page);
        Assert.Contains(page, line => line.StartsWith($"# HELP {name} ", StringComparison.Ordinal));
        foreach (var each in series) Assert.Contains(page, line => line.StartsWith(each, StringComparison.Ordinal));
        // The value is the last word: the readers of this page know no time stamps.
        Assert.All(
            page.Where(line => line.StartsWith(name, StringComparison.Ordinal)),
            line => Assert.Equal(2, line[(line.LastIndexOf('}') + 1)..].Split(' ').Length));
    }
}
