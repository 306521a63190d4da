using System.Diagnostics;
using Npgsql;

namespace Ledger.Server.Tests.Recorded;

/// <summary>Records a release: the conversation, twice to see that it is the same, and the ledger that it leaves.</summary>
[Collection(Disturbances.Name)]
public sealed class RecordingTests(LedgerCluster cluster)
{
    // No rule gives them.
    private static readonly Outcome[] Retired = [Outcome.Unspecified, Outcome.CardNotActive];

    [RecordingFact]
    public async Task A_release_is_recorded()
    {
        var release = new EarlierRelease(RecordingFactAttribute.Folder!);
        var (first, _) = await HaveAsync(release);
        var (calls, sql) = await HaveAsync(release);

        Assert.Equal(first.Select(call => call.ToLine()), calls.Select(call => call.ToLine()));
        AssertNothingIsLeftOut(calls);
        await release.WriteConversationAsync(calls);
        await release.WriteLedgerAsync(sql);
    }

    private async Task<(IReadOnlyList<RecordedCall> Calls, string Sql)> HaveAsync(EarlierRelease release)
    {
        var clock = new StandingClock(Conversation.Begin);
        await using var ledger = await release.StartAsync(await cluster.Postgres.NewDatabaseAsync(), clock);
        var calls = await new Conversation(release, ledger, clock).HaveAsync();
        await ledger.StopAsync();
        return (calls, await DumpAsync(ledger.Connection));
    }

    private static void AssertNothingIsLeftOut(IReadOnlyList<RecordedCall> calls)
    {
        var posts = calls.Where(call => call.Method.EndsWith("/Post", StringComparison.Ordinal) && call.Answer.Received.Length > 0)
            .ToArray();
        Assert.Empty(Enum.GetValues<Operation.KindOneofCase>().Skip(1).Except(
            posts.Select(call => Operation.Parser.ParseFrom(call.Sent[0]).KindCase)));
        Assert.Empty(Enum.GetValues<Outcome>().Except(Retired).Except(
            posts.Select(call => Receipt.Parser.ParseFrom(call.Answer.Received[0]).Outcome)));
        Assert.Empty(LedgerReflection.Descriptor.Services.SelectMany(
            service => service.Methods.Select(method => $"/{service.FullName}/{method.Name}"))
            .Except(calls.Select(call => call.Method)));
    }

    private static async Task<string> DumpAsync(string connection)
    {
        var to = new NpgsqlConnectionStringBuilder(connection);
        using var dump = Process.Start(new ProcessStartInfo(
            "pg_dump", ["--no-owner", "--rows-per-insert=100", "-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, to.Database!])
        { RedirectStandardOutput = true })!;
        var sql = await dump.StandardOutput.ReadToEndAsync();
        await dump.WaitForExitAsync();
        Assert.Equal(0, dump.ExitCode);
        // Two lines are for psql alone.
        return string.Join('\n', sql.Split('\n').Where(line => line.Split(' ')[0] is not ("\\restrict" or "\\unrestrict")));
    }
}
