using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Database;

/// <summary>What the server prints while nobody asks anything: each change of state once, with its time.</summary>
public sealed partial class LogTests : IAsyncLifetime
{
    // Leases, looks of upkeep and checks of health come several times in it: what is told more than once shows.
    private static readonly TimeSpan ForRepetitions = TimeSpan.FromSeconds(5);

    private readonly ConsoleCapture _console = new();
    private PostgresCluster? _cluster;

    private PostgresCluster Postgres => _cluster!;

    public async ValueTask InitializeAsync() =>
        _cluster = await PostgresCluster.StartAsync(new Dictionary<string, string> { ["shared_buffers"] = "32MB" });

    public async ValueTask DisposeAsync() => await Postgres.DisposeAsync();

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task A_database_that_goes_and_comes_back_is_told_once_of_whatever_depends_on_it(string format)
    {
        _console.Use();
        await using var ledger = await TestLedger.StartAsync(Postgres, settings =>
        {
            settings.Partitions = 2;
            settings.LogFormat = format;
            (settings.Limits.LeaseSeconds, settings.Limits.CommitTimeoutSeconds) = (1, 2);
            (settings.Limits.UpkeepSeconds, settings.Limits.TotalsSeconds) = (1, 1);
        });
        await UntilAsync("Ready.", 1);
        await UntilAsync("INSECURE", 1);
        var before = Entries(format).Count;

        using (var kill = Process.Start("kill", ["-QUIT", $"{Postgres.PostmasterPid}"])) await kill.WaitForExitAsync();
        await UntilAsync("Not ready", 1);
        await UntilAsync("is disturbed", 2);
        await Task.Delay(ForRepetitions);
        await Wait.UntilAsync(() => Postgres.RestartIfDeadAsync(default), "PostgreSQL runs again");
        await UntilAsync("Ready.", 2);
        await UntilAsync("serves again", 2);
        await UntilAsync("brought on again", 1);
        await UntilAsync("move on again", 1);
        await Task.Delay(ForRepetitions);

        var told = Entries(format)[before..];
        // A look of upkeep may just have begun.
        var looks = told.Where(entry => entry.Text.StartsWith("What is due", StringComparison.Ordinal)
            || entry.Text.StartsWith("Months ", StringComparison.Ordinal)).ToArray();
        Assert.InRange(looks.Length, 0, 6);
        Assert.Equal(looks.Length, looks.DistinctBy(look => look.Text).Count());
        var kinds = told.Except(looks).CountBy(entry => Kind(entry.Text)).OrderBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => $"{kind.Value} {kind.Key}");
        Assert.Equal(
            [
                "2 Lane # is disturbed: its lease could not be prolonged, which is tried on.", "2 Lane # serves again.", "1 Not ready:",
                "1 Ready.", "1 Totals of the journal could not be moved on, which is tried on:", "1 Totals of the journal move on again.",
                "1 Transfers under way are brought on again.",
                "1 Transfers under way could not be brought on, which is tried on:",
            ], kinds);
        Assert.All(told, entry => Assert.InRange(entry.At, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow));
    }

    private Task UntilAsync(string text, int times) => Wait.UntilAsync(
        () => Task.FromResult(_console.Text.Split(text).Length > times), $"\"{text}\" is told {times} times; printed: {_console.Text}");

    /// <summary>Each line is an entry and begins with its time, or says it.</summary>
    private List<(DateTimeOffset At, string Text)> Entries(string format) =>
        [.. _console.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => format == "json" ? Parsed(line) : Read(line))];

    private static (DateTimeOffset At, string Text) Parsed(string line)
    {
        using var entry = JsonDocument.Parse(line);
        var at = entry.RootElement.GetProperty("Timestamp").GetString()!;
        return (DateTimeOffset.Parse(at, null), entry.RootElement.GetProperty("Message").GetString()!);
    }

    private static (DateTimeOffset At, string Text) Read(string line)
    {
        var entry = Entry().Match(line);
        Assert.True(entry.Success, line);
        return (DateTimeOffset.Parse(entry.Groups["at"].Value, null), entry.Groups["text"].Value);
    }

    // Without numbers, and without what the database said or what was noticed first.
    private static string Kind(string text) => Number().Replace(Said().Replace(text, "$1"), "#").Trim();

    [GeneratedRegex(@"^(?<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (info|warn|fail|crit): [\w.]+\[\d+\] (?<text>.*)$")]
    private static partial Regex Entry();

    [GeneratedRegex(@"(which is tried on[.:]|Not ready:).*$")]
    private static partial Regex Said();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
