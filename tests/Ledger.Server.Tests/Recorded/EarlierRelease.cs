using System.IO.Compression;
using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// A folder of what a release of the past left: the conversation its clients had with its server, the ledger that was left by it, and the
/// programs and secrets both were made with.
/// </summary>
internal sealed class EarlierRelease(string folder)
{
    private string _programs = Path.Combine(folder, "programs");

    public static IEnumerable<string> All =>
        Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Recorded")).Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal);

    public static EarlierRelease Of(string version) => new(Path.Combine(AppContext.BaseDirectory, "Recorded", version));

    private string ConversationFile => Path.Combine(folder, "conversation.jsonl");

    private string LedgerFile => Path.Combine(folder, "ledger.sql.gz");

    public RecordedCall[] ReadConversation() => [.. File.ReadLines(ConversationFile).Select(RecordedCall.Read)];

    public Task WriteConversationAsync(IEnumerable<RecordedCall> calls) =>
        File.WriteAllLinesAsync(ConversationFile, calls.Select(call => call.ToLine()));

    /// <summary>The ledger after the conversation, as SQL.</summary>
    public async Task<string> ReadLedgerAsync()
    {
        await using var file = new GZipStream(File.OpenRead(LedgerFile), CompressionMode.Decompress);
        using var text = new StreamReader(file);
        return await text.ReadToEndAsync();
    }

    public async Task WriteLedgerAsync(string sql)
    {
        await using var file = new GZipStream(File.Create(LedgerFile), CompressionLevel.SmallestSize);
        await using var text = new StreamWriter(file);
        await text.WriteAsync(sql);
    }

    /// <summary>The same with programs that state the policies of that time, for a ledger that has none of them yet.</summary>
    public EarlierRelease WithItsPolicies()
    {
        var copy = Directory.CreateTempSubdirectory("ledger-recorded-").FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "programs")))
            File.WriteAllText(Path.Combine(copy, Path.GetFileName(file)),
                Path.GetFileName(file) == "stores.yaml" ? File.ReadAllText(file) : LaterFields.WithOldPolicies(File.ReadAllText(file)));
        return new EarlierRelease(folder) { _programs = copy };
    }

    /// <summary>Today's server on a database, with the secrets and programs of the release.</summary>
    public Task<TestLedger> StartAsync(string connection, StandingClock clock) =>
        TestLedger.StartOnAsync(connection, Path.Combine(folder, "card.key"), Configure, clock);

    public Task RestartAsync(TestLedger ledger, StandingClock clock) => ledger.RestartAsync(Configure, clock);

    private void Configure(Settings settings)
    {
        // A checkout makes them readable to all, which a server refuses.
        foreach (var secret in new[] { "card.key", "pin.pepper" })
            File.SetUnixFileMode(Path.Combine(folder, secret), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        settings.PinPepperFile = Path.Combine(folder, "pin.pepper");
        settings.Programs = _programs;
        // What the ledger does by itself it does when it starts, and at no other moment of a conversation.
        settings.Limits.UpkeepSeconds = 3_600;
    }
}
