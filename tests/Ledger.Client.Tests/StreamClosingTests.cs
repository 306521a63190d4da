using Ledger.V1;

namespace Ledger.Client.Tests;

/// <summary>Disposing, cancelling, and closing the client.</summary>
public sealed class StreamClosingTests : StreamTest
{
    [Fact]
    public async Task Disposing_waits_for_the_results_and_completes_the_stream_in_order()
    {
        var allArrived = new TaskCompletionSource();
        var mayAnswer = new TaskCompletionSource();
        var completedInOrder = new TaskCompletionSource<bool>();
        Scripted.OnStream = async (operations, results, _, context) =>
        {
            var held = new List<Operation>();
            while (held.Count < 5 && await operations.MoveNext(context.CancellationToken))
                held.Add(operations.Current);
            allArrived.SetResult();
            await mayAnswer.Task;
            for (var position = 0; position < held.Count; position++)
                await results.WriteAsync(Scripted.ResultOf(held[position], position));
            completedInOrder.SetResult(!await operations.MoveNext(context.CancellationToken));
        };
        await using var client = Scripted.Client();
        var stream = client.OpenStream();
        var results = Debits(client, 5).Select(operation => stream.PostAsync(operation).AsTask()).ToArray();
        await allArrived.Task;
        var disposing = stream.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.PostAsync(Debits(client, 1)[0]));
        mayAnswer.SetResult();
        await disposing;

        Assert.All(results, result => Assert.True(result.IsCompletedSuccessfully));
        Assert.All(await Task.WhenAll(results), result => Assert.IsType<PostingResult.Posted>(result));
        Assert.True(await completedInOrder.Task);
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task Disposing_also_drains_what_still_waits_for_room()
    {
        await using var client = Scripted.Client(options => options.StreamWindowMaxCount = 1);
        var stream = client.OpenStream();
        var results = Debits(client, 50).Select(operation => stream.PostAsync(operation).AsTask()).ToArray();
        await stream.DisposeAsync();

        Assert.All(await Task.WhenAll(results), result => Assert.IsType<PostingResult.Posted>(result));
    }

    [Fact]
    public async Task Cancelling_while_waiting_for_room_sends_nothing_and_cancelling_later_keeps_the_key()
    {
        var arrived = new TaskCompletionSource();
        Scripted.OnStream = async (operations, _, _, context) =>
        {
            await operations.MoveNext(context.CancellationToken);
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        await using var client = Scripted.Client(options =>
        {
            options.StreamWindowMaxCount = 1;
            options.AttemptTimeout = TimeSpan.FromSeconds(20);
        });
        var stream = client.OpenStream();
        using var sent = new CancellationTokenSource();
        using var waiting = new CancellationTokenSource();
        var operations = Debits(client, 2);
        var first = stream.PostAsync(operations[0], sent.Token).AsTask();
        await arrived.Task;
        var second = stream.PostAsync(operations[1], waiting.Token).AsTask();
        await waiting.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await sent.CancelAsync();

        var unresolved = Assert.IsType<PostingResult.Unresolved>(await first);
        Assert.Equal((UnresolvedReason.Cancelled, true), (unresolved.Reason, unresolved.MayHaveBeenPosted));
        Assert.Equal(operations[0], unresolved.Operation);
        await client.DisposeAsync();
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task Closing_the_client_ends_every_operation_of_its_streams()
    {
        var arrived = new TaskCompletionSource();
        Scripted.OnStream = async (operations, _, _, context) =>
        {
            await operations.MoveNext(context.CancellationToken);
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        var client = Scripted.Client(options => options.StreamWindowMaxCount = 2);
        var stream = client.OpenStream();
        var results = Debits(client, 6).Select(operation => stream.PostAsync(operation).AsTask()).ToArray();
        await arrived.Task;
        client.Dispose();

        var unresolved = (await Task.WhenAll(results)).Cast<PostingResult.Unresolved>().ToArray();
        Assert.All(unresolved, result => Assert.Equal(UnresolvedReason.ClientClosed, result.Reason));
        Assert.True(unresolved[0].MayHaveBeenPosted);
        Assert.False(unresolved[5].MayHaveBeenPosted);
        await stream.DisposeAsync();
    }
}
