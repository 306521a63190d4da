namespace Ledger.Server.Tests.Fixtures;

/// <summary>The three calls that carry an operation.</summary>
public enum Way
{
    Unary,
    Batch,
    Stream,
}

internal static class Ways
{
    /// <summary>Sends the operations in their order and returns the answers in the same order.</summary>
    public static async Task<IReadOnlyList<PostResult>> SendAsync(this Posting.PostingClient posting, Way way,
        params Operation[] operations) => way switch
    {
        Way.Unary => await SendOneByOneAsync(posting, operations),
        Way.Batch => (await posting.PostBatchAsync(new PostBatchRequest { Operations = { operations } })).Results,
        _ => await SendOverStreamAsync(posting, operations),
    };

    /// <summary>The receipts of operations that are all expected to get one.</summary>
    public static async Task<IReadOnlyList<Receipt>> ReceiptsAsync(this Posting.PostingClient posting, Way way,
        params Operation[] operations)
    {
        var results = await posting.SendAsync(way, operations);
        Assert.Equal(Enumerable.Range(0, operations.Length), results.Select(result => (int)result.Position));
        Assert.All(results, result => Assert.Equal(PostResult.ResultOneofCase.Receipt, result.ResultCase));
        return [.. results.Select(result => result.Receipt)];
    }

    private static async Task<IReadOnlyList<PostResult>> SendOneByOneAsync(Posting.PostingClient posting, Operation[] operations)
    {
        var results = new List<PostResult>();
        foreach (var operation in operations)
        {
            var result = new PostResult { Position = results.Count };
            try
            {
                result.Receipt = await posting.PostAsync(operation);
            }
            catch (RpcException problem)
            {
                result.Problem = Problem.Of(problem);
            }
            results.Add(result);
        }
        return results;
    }

    private static async Task<IReadOnlyList<PostResult>> SendOverStreamAsync(Posting.PostingClient posting, Operation[] operations)
    {
        using var stream = posting.PostStream();
        var reading = Task.Run(async () =>
        {
            var results = new List<PostResult>();
            await foreach (var result in stream.ResponseStream.ReadAllAsync()) results.Add(result);
            return results;
        });
        foreach (var operation in operations) await stream.RequestStream.WriteAsync(operation);
        await stream.RequestStream.CompleteAsync();
        return [.. (await reading.Bounded()).OrderBy(result => result.Position)];
    }
}
