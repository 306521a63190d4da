using Ledger.V1;

namespace Ledger.Client.Tests;

/// <summary>Sends many operations by stream to a scripted ledger.</summary>
public abstract class StreamTest : ScriptedTest
{
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
