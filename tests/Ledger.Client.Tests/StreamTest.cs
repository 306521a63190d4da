using Ledger.V1;

namespace Ledger.Client.Tests;

/// <summary>A scripted ledger for tests of streams, and what they send it.</summary>
public abstract class StreamTest : IAsyncLifetime
{
    private protected ScriptedLedger Scripted { get; private set; } = null!;

    public async Task InitializeAsync() => Scripted = await ScriptedLedger.StartAsync();

    public async Task DisposeAsync() => await Scripted.DisposeAsync();

    private protected static async Task<PostingResult[]> PostAllAsync(PostingStream stream, Operation[] operations)
    {
        var results = new List<Task<PostingResult>>();
        foreach (var operation in operations)
            results.Add(await stream.SendAsync(operation));
        return await Task.WhenAll(results);
    }

    private protected static Operation[] Debits(LedgerClient client, int count) =>
        [.. Enumerable.Range(1, count).Select(number => client.Operations.Debit(Target.Account(number), 100))];
}
