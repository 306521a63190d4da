using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class StreamTests : IAsyncLifetime
{
    private ScriptedLedger _ledger = null!;

    public async Task InitializeAsync() => _ledger = await ScriptedLedger.StartAsync();

    public async Task DisposeAsync() => await _ledger.DisposeAsync();

    [Fact]
    public async Task Operations_go_out_in_the_order_of_the_calls_and_each_gets_its_own_result()
    {
        var order = new ConcurrentQueue<Operation>();
        _ledger.OnStream = async (operations, results, _, context) =>
        {
            // Results in pairs and the wrong way round: they are matched by position.
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position += 2)
            {
                var first = operations.Current;
                await operations.MoveNext(context.CancellationToken);
                order.Enqueue(first);
                order.Enqueue(operations.Current);
                await results.WriteAsync(_ledger.ResultOf(operations.Current, position + 1));
                await results.WriteAsync(_ledger.ResultOf(first, position));
            }
        };
        await using var client = _ledger.Client(options => options.StreamWindowMaxCount = 8);
        await using var stream = client.OpenStream();
        var operations = Debits(client, 500);
        var results = await PostAllAsync(stream, operations);

        Assert.Equal(operations, order);
        Assert.Equal(operations.Select(operation => operation.Key), results.Select(result => OperationKey.ToByteString(result.Key)));
        Assert.All(results, result => Assert.IsType<PostingResult.Posted>(result));
        Assert.Equal(1, _ledger.Streams);
    }

    [Fact]
    public async Task Never_more_operations_are_unanswered_than_the_window_holds()
    {
        const int Window = 4;
        var unanswered = 0;
        var most = 0;
        _ledger.OnStream = async (operations, results, _, context) =>
        {
            var answering = System.Threading.Channels.Channel.CreateUnbounded<(Operation Operation, long Position)>();
            var writing = Task.Run(async () =>
            {
                await foreach (var (operation, position) in answering.Reader.ReadAllAsync())
                {
                    // Counted before it is written: the client may send the next one at once.
                    Interlocked.Decrement(ref unanswered);
                    await results.WriteAsync(_ledger.ResultOf(operation, position));
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
        await using var client = _ledger.Client(options => options.StreamWindowMaxCount = Window);
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
        _ledger.OnStream = async (operations, results, _, context) =>
        {
            var answering = Task.Run(async () =>
            {
                await mayAnswer.Task;
                events.Enqueue("answered");
                await results.WriteAsync(_ledger.ResultOf(new Operation { Key = events_first(events) }, 0));
            });
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                events.Enqueue(operations.Current.Key.ToBase64());
                if (position == 1)
                    bothArrived.SetResult();
                if (position == 2)
                    await answering;
                if (position >= 2)
                    await results.WriteAsync(_ledger.ResultOf(operations.Current, position));
            }
        };
        await using var client = _ledger.Client(options =>
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
        static ByteString events_first(ConcurrentQueue<string> events) => ByteString.FromBase64(events.First());
    }

    [Fact]
    public async Task When_the_connection_breaks_unanswered_operations_are_sent_again_first_and_in_order()
    {
        var onSecond = new ConcurrentQueue<Operation>();
        _ledger.OnStream = async (operations, results, stream, context) =>
        {
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                var result = _ledger.ResultOf(operations.Current, position);
                if (stream > 1)
                    onSecond.Enqueue(operations.Current);
                if (stream > 1 || position == 0)
                    await results.WriteAsync(result);
                if (stream == 1 && position == 2)
                {
                    // Two are committed and their answers lost.
                    context.GetHttpContext().Abort();
                    return;
                }
            }
        };
        await using var client = _ledger.Client(options => options.StreamWindowMaxCount = 3);
        await using var stream = client.OpenStream();
        var operations = Debits(client, 10);
        var results = await PostAllAsync(stream, operations);

        var replayed = results.Select(result => Assert.IsType<PostingResult.Posted>(result).Receipt.Replayed).ToArray();
        Assert.Equal(10, _ledger.JournalCount);
        Assert.Equal(2, _ledger.Streams);
        // The answer to the first may have been lost with the connection as well.
        var from = replayed[0] ? 0 : 1;
        Assert.Equal([true, true], replayed[1..3]);
        Assert.DoesNotContain(true, replayed[3..]);
        Assert.Equal(operations[from..].Select(operation => operation.ToByteString()), onSecond.Select(operation => operation.ToByteString()));
    }

    [Fact]
    public async Task A_ledger_that_completes_the_stream_is_asked_again()
    {
        _ledger.OnStream = async (operations, results, stream, context) =>
        {
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                if (stream == 1)
                    return;
                await results.WriteAsync(_ledger.ResultOf(operations.Current, position));
            }
        };
        await using var client = _ledger.Client();
        await using var stream = client.OpenStream();

        Assert.All(await PostAllAsync(stream, Debits(client, 5)), result => Assert.IsType<PostingResult.Posted>(result));
    }

    [Fact]
    public async Task Connections_that_keep_breaking_end_every_operation_under_its_number_of_attempts()
    {
        _ledger.OnStream = async (operations, _, _, context) =>
        {
            await operations.MoveNext(context.CancellationToken);
            context.GetHttpContext().Abort();
        };
        await using var client = _ledger.Client(options => options.AttemptsMax = 3);
        await using var stream = client.OpenStream();
        var results = await PostAllAsync(stream, Debits(client, 20));

        Assert.All(results, result =>
        {
            var unresolved = Assert.IsType<PostingResult.Unresolved>(result);
            Assert.Equal((UnresolvedReason.AttemptsExhausted, true, 3),
                (unresolved.Reason, unresolved.MayHaveBeenPosted, unresolved.Attempts));
        });
    }

    [Fact]
    public async Task A_silent_stream_is_torn_down_and_its_operations_sent_again()
    {
        _ledger.OnStream = async (operations, results, stream, context) =>
        {
            if (stream == 1)
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
                await results.WriteAsync(_ledger.ResultOf(operations.Current, position));
        };
        await using var client = _ledger.Client(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(300));
        await using var stream = client.OpenStream();

        Assert.All(await PostAllAsync(stream, Debits(client, 5)), result => Assert.IsType<PostingResult.Posted>(result));
        Assert.True(_ledger.Streams >= 2);
    }

    [Fact]
    public async Task An_operation_the_ledger_was_full_for_is_sent_again_on_the_same_stream()
    {
        var turnedAway = new ConcurrentQueue<Operation>();
        _ledger.OnStream = async (operations, results, _, context) =>
        {
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                var problem = position == 1 ? Problems.StatusOf(Problems.Full(TimeSpan.FromMilliseconds(1))) : null;
                if (problem is not null)
                    turnedAway.Enqueue(operations.Current);
                await results.WriteAsync(problem is null
                    ? _ledger.ResultOf(operations.Current, position)
                    : new PostResult { Position = position, Problem = problem });
            }
        };
        await using var client = _ledger.Client();
        await using var stream = client.OpenStream();
        var results = await PostAllAsync(stream, Debits(client, 3));

        Assert.All(results, result => Assert.IsType<PostingResult.Posted>(result));
        Assert.True(_ledger.Holds(Assert.Single(turnedAway)));
        Assert.Equal(1, _ledger.Streams);
    }

    [Fact]
    public async Task Wrong_and_unknown_operations_end_alone()
    {
        _ledger.OnStream = async (operations, results, _, context) =>
        {
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                await results.WriteAsync(position == 0
                    ? new PostResult { Problem = Problems.StatusOf(Problems.Invalid("debit.amount_minor", "OUT_OF_RANGE")) }
                    : _ledger.ResultOf(operations.Current, position));
            }
        };
        await using var client = _ledger.Client();
        await using var stream = client.OpenStream();
        var operations = Debits(client, 3);
        operations[1].Card = ScriptedLedger.UnknownCard;
        var results = operations.Select(operation => stream.PostAsync(operation).AsTask()).ToArray();

        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(() => results[0]);
        Assert.Equal("debit.amount_minor", thrown.Violations.Single().Field);
        Assert.IsType<PostingResult.NotFound>(await results[1]);
        Assert.IsType<PostingResult.Posted>(await results[2]);
    }

    [Fact]
    public async Task A_stream_refused_at_the_door_ends_its_operations_undecided()
    {
        _ledger.OnStream = (_, _, _, _) => throw Problems.Of(StatusCode.Unauthenticated);
        await using var client = _ledger.Client();
        await using var stream = client.OpenStream();
        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(async () => await stream.PostAsync(Debits(client, 1)[0]));

        Assert.Equal((StatusCode.Unauthenticated, false), (thrown.StatusCode, thrown.Problem.MayHaveBeenPosted));
    }

    [Fact]
    public async Task Disposing_waits_for_the_results_and_completes_the_stream_in_order()
    {
        var allArrived = new TaskCompletionSource();
        var mayAnswer = new TaskCompletionSource();
        var completedInOrder = new TaskCompletionSource<bool>();
        _ledger.OnStream = async (operations, results, _, context) =>
        {
            var held = new List<Operation>();
            while (held.Count < 5 && await operations.MoveNext(context.CancellationToken))
                held.Add(operations.Current);
            allArrived.SetResult();
            await mayAnswer.Task;
            for (var position = 0; position < held.Count; position++)
                await results.WriteAsync(_ledger.ResultOf(held[position], position));
            completedInOrder.SetResult(!await operations.MoveNext(context.CancellationToken));
        };
        await using var client = _ledger.Client();
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
        await using var client = _ledger.Client(options => options.StreamWindowMaxCount = 1);
        var stream = client.OpenStream();
        var results = Debits(client, 50).Select(operation => stream.PostAsync(operation).AsTask()).ToArray();
        await stream.DisposeAsync();

        Assert.All(await Task.WhenAll(results), result => Assert.IsType<PostingResult.Posted>(result));
    }

    [Fact]
    public async Task A_stream_without_operations_opens_no_connection()
    {
        await using var client = _ledger.Client();
        await client.OpenStream().DisposeAsync();

        Assert.Equal(0, _ledger.Streams);
    }

    [Fact]
    public async Task Cancelling_while_waiting_for_room_sends_nothing_and_cancelling_later_keeps_the_key()
    {
        var arrived = new TaskCompletionSource();
        _ledger.OnStream = async (operations, _, _, context) =>
        {
            await operations.MoveNext(context.CancellationToken);
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        await using var client = _ledger.Client(options =>
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
        _ledger.OnStream = async (operations, _, _, context) =>
        {
            await operations.MoveNext(context.CancellationToken);
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        var client = _ledger.Client(options => options.StreamWindowMaxCount = 2);
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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_breaks_every_operation_is_posted_once(int seed)
    {
        var random = new Random(seed);
        _ledger.OnStream = async (operations, results, _, context) =>
        {
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                int dice;
                lock (random)
                    dice = random.Next(40);
                if (dice == 0)
                {
                    context.GetHttpContext().Abort();
                    return;
                }
                var result = _ledger.ResultOf(operations.Current, position);
                if (dice == 1)
                    throw Problems.Of(StatusCode.Unavailable);
                if (dice < 5)
                    result = new PostResult { Position = position, Problem = Problems.StatusOf(Problems.Full(TimeSpan.Zero)) };
                await results.WriteAsync(result);
            }
        };
        await using var client = _ledger.Client(options =>
        {
            options.StreamWindowMaxCount = 16;
            options.AttemptsMax = 100;
        });
        await using var stream = client.OpenStream();
        var operations = Debits(client, 1000);
        var results = await PostAllAsync(stream, operations);

        Assert.All(results, result => Assert.True(result is PostingResult.Posted, $"seed {seed}: {result}"));
        Assert.Equal(operations.Select(operation => operation.Key), results.Select(result => OperationKey.ToByteString(result.Key)));
        Assert.Equal(operations.Length, _ledger.JournalCount);
    }

    private static async Task<PostingResult[]> PostAllAsync(PostingStream stream, Operation[] operations)
    {
        var results = new List<Task<PostingResult>>();
        foreach (var operation in operations)
            results.Add(await stream.SendAsync(operation));
        return await Task.WhenAll(results);
    }

    private static Operation[] Debits(LedgerClient client, int count) =>
        [.. Enumerable.Range(1, count).Select(number => client.Operations.Debit(Target.Account(number), 100))];
}
