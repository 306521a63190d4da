using System.Collections.Concurrent;
using Ledger.V1;

namespace Ledger.Client.Tests;

/// <summary>Operations that end or come back alone.</summary>
public sealed class StreamItemTests : StreamTest
{
    [Fact]
    public async Task An_operation_the_ledger_was_full_for_is_sent_again_on_the_same_stream()
    {
        var turnedAway = new ConcurrentQueue<Operation>();
        Scripted.OnStream = async (operations, results, _, context) =>
        {
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                var problem = position == 1 ? Problems.StatusOf(Problems.Full(TimeSpan.FromMilliseconds(1))) : null;
                if (problem is not null)
                    turnedAway.Enqueue(operations.Current);
                await results.WriteAsync(problem is null
                    ? Scripted.ResultOf(operations.Current, position)
                    : new PostResult { Position = position, Problem = problem });
            }
        };
        await using var client = Scripted.Client();
        await using var stream = client.OpenStream();
        var results = await PostAllAsync(stream, Debits(client, 3));

        Assert.All(results, result => Assert.IsType<PostingResult.Posted>(result));
        Assert.True(Scripted.Holds(Assert.Single(turnedAway)));
        Assert.Equal(1, Scripted.Streams);
    }

    [Fact]
    public async Task Wrong_and_unknown_operations_end_alone()
    {
        Scripted.OnStream = async (operations, results, _, context) =>
        {
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
            {
                await results.WriteAsync(position == 0
                    ? new PostResult { Problem = Problems.StatusOf(Problems.Invalid("debit.amount_minor", "OUT_OF_RANGE")) }
                    : Scripted.ResultOf(operations.Current, position));
            }
        };
        await using var client = Scripted.Client();
        await using var stream = client.OpenStream();
        var operations = Debits(client, 3);
        operations[1].Card = ScriptedLedger.UnknownCard;
        var results = operations.Select(operation => stream.PostAsync(operation).AsTask()).ToArray();

        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(() => results[0]);
        Assert.Equal("debit.amount_minor", thrown.Violations.Single().Field);
        Assert.IsType<PostingResult.NotFound>(await results[1]);
        Assert.IsType<PostingResult.Posted>(await results[2]);
    }
}
