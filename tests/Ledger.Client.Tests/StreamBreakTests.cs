using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

/// <summary>Streams that break, end or fall silent.</summary>
public sealed class StreamBreakTests : StreamTest
{
    [Fact]
    public async Task When_the_connection_breaks_unanswered_operations_are_sent_again_first_and_in_order()
    {
        var onSecond = new ConcurrentQueue<Operation>();
        Scripted.OnStream = async (operations, results, stream, context) =>
        {
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                var result = Scripted.ResultOf(operations.Current, position);
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
        await using var client = Scripted.Client(options => options.StreamWindowMaxCount = 3);
        await using var stream = client.OpenStream();
        var operations = Debits(client, 10);
        var results = await PostAllAsync(stream, operations);

        var replayed = results.Select(result => Assert.IsType<PostingResult.Posted>(result).Receipt.Replayed).ToArray();
        Assert.Equal(10, Scripted.JournalCount);
        Assert.Equal(2, Scripted.Streams);
        // The answer to the first may have been lost with the connection as well.
        var from = replayed[0] ? 0 : 1;
        Assert.Equal([true, true], replayed[1..3]);
        Assert.DoesNotContain(true, replayed[3..]);
        Assert.Equal(operations[from..].Select(operation => operation.ToByteString()),
            onSecond.Select(operation => operation.ToByteString()));
    }

    [Fact]
    public async Task A_ledger_that_completes_the_stream_is_asked_again()
    {
        Scripted.OnStream = async (operations, results, stream, context) =>
        {
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                if (stream == 1)
                    return;
                await results.WriteAsync(Scripted.ResultOf(operations.Current, position));
            }
        };
        await using var client = Scripted.Client();
        await using var stream = client.OpenStream();

        Assert.All(await PostAllAsync(stream, Debits(client, 5)), result => Assert.IsType<PostingResult.Posted>(result));
    }

    [Fact]
    public async Task Connections_that_keep_breaking_end_every_operation_under_its_number_of_attempts()
    {
        Scripted.OnStream = async (operations, _, _, context) =>
        {
            await operations.MoveNext(context.CancellationToken);
            context.GetHttpContext().Abort();
        };
        await using var client = Scripted.Client(options => options.AttemptsMax = 3);
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
        Scripted.OnStream = async (operations, results, stream, context) =>
        {
            if (stream == 1)
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
                await results.WriteAsync(Scripted.ResultOf(operations.Current, position));
        };
        await using var client = Scripted.Client(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(300));
        await using var stream = client.OpenStream();

        Assert.All(await PostAllAsync(stream, Debits(client, 5)), result => Assert.IsType<PostingResult.Posted>(result));
        Assert.True(Scripted.Streams >= 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_breaks_every_operation_is_posted_once(int seed)
    {
        var random = new Random(seed);
        Scripted.OnStream = async (operations, results, _, context) =>
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
                var result = Scripted.ResultOf(operations.Current, position);
                if (dice == 1)
                    throw Problems.Of(StatusCode.Unavailable);
                if (dice < 5)
                    result = new PostResult { Position = position, Problem = Problems.StatusOf(Problems.Full(TimeSpan.Zero)) };
                await results.WriteAsync(result);
            }
        };
        await using var client = Scripted.Client(options =>
        {
            options.StreamWindowMaxCount = 16;
            options.AttemptsMax = 100;
        });
        await using var stream = client.OpenStream();
        var operations = Debits(client, 1000);
        var results = await PostAllAsync(stream, operations);

        Assert.All(results, result => Assert.True(result is PostingResult.Posted, $"seed {seed}: {result}"));
        Assert.Equal(operations.Select(operation => operation.Key), results.Select(result => OperationKey.ToByteString(result.Key)));
        Assert.Equal(operations.Length, Scripted.JournalCount);
    }

    [Fact]
    public async Task A_stream_refused_at_the_door_ends_its_operations_undecided()
    {
        Scripted.OnStream = (_, _, _, _) => throw Problems.Of(StatusCode.Unauthenticated);
        await using var client = Scripted.Client();
        await using var stream = client.OpenStream();
        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(async () => await stream.PostAsync(Debits(client, 1)[0]));

        Assert.Equal((StatusCode.Unauthenticated, false), (thrown.StatusCode, thrown.Problem.MayHaveBeenPosted));
    }
}
