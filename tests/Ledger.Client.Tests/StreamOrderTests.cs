using System.Collections.Concurrent;
using Google.Protobuf;
using Ledger.V1;

namespace Ledger.Client.Tests;

/// <summary>Order, the window, and what holds a producer back.</summary>
public sealed class StreamOrderTests : StreamTest
{
    [Fact]
    public async Task Operations_go_out_in_the_order_of_the_calls_and_each_gets_its_own_result()
    {
        var order = new ConcurrentQueue<Operation>();
        Scripted.OnStream = async (operations, results, _, context) =>
        {
            // Results in pairs and the wrong way round: they are matched by position.
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position += 2)
            {
                var first = operations.Current;
                await operations.MoveNext(context.CancellationToken);
                order.Enqueue(first);
                order.Enqueue(operations.Current);
                await results.WriteAsync(Scripted.ResultOf(operations.Current, position + 1));
                await results.WriteAsync(Scripted.ResultOf(first, position));
            }
        };
        await using var client = Scripted.Client(options => options.StreamWindowMaxCount = 8);
        await using var stream = client.OpenStream();
        var operations = Debits(client, 500);
        var results = await PostAllAsync(stream, operations);

        Assert.Equal(operations, order);
        Assert.Equal(operations.Select(operation => operation.Key), results.Select(result => OperationKey.ToByteString(result.Key)));
        Assert.All(results, result => Assert.IsType<PostingResult.Posted>(result));
        Assert.Equal(1, Scripted.Streams);
    }

    [Fact]
    public async Task Never_more_operations_are_unanswered_than_the_window_holds()
    {
        const int Window = 4;
        var unanswered = 0;
        var most = 0;
        Scripted.OnStream = async (operations, results, _, context) =>
        {
            var answering = System.Threading.Channels.Channel.CreateUnbounded<(Operation Operation, long Position)>();
            var writing = Task.Run(async () =>
            {
                await foreach (var (operation, position) in answering.Reader.ReadAllAsync())
                {
                    // Counted before it is written: the client may send the next one at once.
                    Interlocked.Decrement(ref unanswered);
                    await results.WriteAsync(Scripted.ResultOf(operation, position));
                }
            });
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                most = Math.Max(most, Interlocked.Increment(ref unanswered));
                answering.Writer.TryWrite((operations.Current, position));
            }
            answering.Writer.Complete();
            await writing;
        };
        await using var client = Scripted.Client(options => options.StreamWindowMaxCount = Window);
        await using var stream = client.OpenStream();
        var results = await PostAllAsync(stream, Debits(client, 300));

        Assert.All(results, result => Assert.IsType<PostingResult.Posted>(result));
        Assert.InRange(most, 1, Window);
    }

    [Fact]
    public async Task A_producer_is_held_back_until_there_is_room()
    {
        var events = new ConcurrentQueue<string>();
        var bothArrived = new TaskCompletionSource();
        var mayAnswer = new TaskCompletionSource();
        Scripted.OnStream = async (operations, results, _, context) =>
        {
            var answering = Task.Run(async () =>
            {
                await mayAnswer.Task;
                events.Enqueue("answered");
                await results.WriteAsync(Scripted.ResultOf(new Operation { Key = FirstOf(events) }, 0));
            });
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                events.Enqueue(operations.Current.Key.ToBase64());
                if (position == 1)
                    bothArrived.SetResult();
                if (position == 2)
                    await answering;
                if (position >= 2)
                    await results.WriteAsync(Scripted.ResultOf(operations.Current, position));
            }
        };
        await using var client = Scripted.Client(options =>
        {
            options.StreamWindowMaxCount = 2;
            options.AttemptTimeout = TimeSpan.FromSeconds(20);
        });
        var stream = client.OpenStream(deadline: TimeSpan.FromSeconds(3));
        var operations = Debits(client, 3);
        var first = await stream.SendAsync(operations[0]);
        var second = await stream.SendAsync(operations[1]);
        var third = stream.SendAsync(operations[2]).AsTask();
        await bothArrived.Task;
        // A question on the same connection gives a third operation that was let through every chance to arrive first.
        await client.GetOutcomeAsync(Guid.CreateVersion7());
        Assert.False(third.IsCompleted);
        mayAnswer.SetResult();

        Assert.IsType<PostingResult.Posted>(await first);
        Assert.IsType<PostingResult.Posted>(await await third);
        Assert.Equal([.. operations[..2].Select(Name), "answered", Name(operations[2])], events);
        // The second is never answered: the deadline ends it, and only then is the stream closed.
        await stream.DisposeAsync();
        var unresolved = Assert.IsType<PostingResult.Unresolved>(await second);
        Assert.Equal((UnresolvedReason.DeadlineEnded, true, 1), (unresolved.Reason, unresolved.MayHaveBeenPosted, unresolved.Attempts));

        static string Name(Operation operation) => operation.Key.ToBase64();
        static ByteString FirstOf(ConcurrentQueue<string> events) => ByteString.FromBase64(events.First());
    }

    [Fact]
    public async Task A_stream_without_operations_opens_no_connection()
    {
        await using var client = Scripted.Client();
        await client.OpenStream().DisposeAsync();

        Assert.Equal(0, Scripted.Streams);
    }
}
