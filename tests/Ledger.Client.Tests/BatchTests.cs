using Google.Protobuf;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class BatchTests() : ScriptedTest(attemptsMax: 4)
{
    [Fact]
    public async Task Results_come_in_the_order_of_the_operations()
    {
        var operations = Debits(5);
        operations[2].Debit.AmountMinor = ScriptedLedger.AvailableMinor + 1;
        var results = await Client.PostBatchAsync(operations);

        Assert.Equal(Keys(operations), results.Select(result => result.Key));
        Assert.Equal([true, true, false, true, true], results.Select(result => result is PostingResult.Posted));
        Assert.IsType<PostingResult.Refused>(results[2]);
    }

    [Fact]
    public async Task A_problem_of_one_operation_does_not_disturb_its_neighbours()
    {
        var operations = Debits(5);
        operations[3].Card = ScriptedLedger.UnknownCard;
        Scripted.OnBatch = (request, call, _) =>
        {
            var response = new PostBatchResponse();
            for (var position = 0; position < request.Operations.Count; position++)
            {
                var operation = request.Operations[position];
                var problem = operation.Key == operations[1].Key ? Problems.Invalid("debit.amount_minor", "OUT_OF_RANGE")
                    : operation.Key == operations[2].Key && call == 1 ? Problems.Full(TimeSpan.FromMilliseconds(1))
                    : null;
                response.Results.Add(problem is null
                    ? Scripted.ResultOf(operation, position)
                    : new PostResult { Position = position, Problem = Problems.StatusOf(problem) });
            }
            return Task.FromResult(response);
        };
        var results = await Client.PostBatchAsync(operations);

        Assert.IsType<PostingResult.Posted>(results[0]);
        var invalid = Assert.IsType<PostingResult.Invalid>(results[1]);
        Assert.Equal((StatusCode.InvalidArgument, "debit.amount_minor", false),
            (invalid.Problem.StatusCode, invalid.Problem.Violations.Single().Field, invalid.Problem.MayHaveBeenPosted));
        Assert.IsType<PostingResult.Posted>(results[2]);
        Assert.Equal("card", Assert.IsType<PostingResult.NotFound>(results[3]).Field);
        Assert.IsType<PostingResult.Posted>(results[4]);
        Assert.Equal(Keys(operations), results.Select(result => result.Key));
        // Only the one that the ledger was full for went again, byte by byte.
        Assert.Equal([5, 1], Scripted.Batches.Select(batch => batch.Operations.Count));
        Assert.Equal(operations[2].ToByteArray(), Scripted.Batches.Last().Operations.Single().ToByteArray());
    }

    [Fact]
    public async Task Results_are_matched_by_their_position()
    {
        Scripted.OnBatch = (request, _, _) =>
        {
            var response = new PostBatchResponse();
            response.Results.AddRange(Scripted.DecideAll(request).Results.Reverse());
            return Task.FromResult(response);
        };
        var operations = Debits(3);
        var results = await Client.PostBatchAsync(operations);

        Assert.Equal(Keys(operations), results.Select(result => result.Key));
        Assert.All(results, result => Assert.IsType<PostingResult.Posted>(result));
        Assert.Single(Scripted.Batches);
    }

    [Fact]
    public async Task A_reply_lost_after_the_commit_is_asked_for_again_under_the_same_keys()
    {
        Scripted.OnBatch = (request, call, context) =>
        {
            var response = Scripted.DecideAll(request);
            if (call == 1)
                context.GetHttpContext().Abort();
            return Task.FromResult(response);
        };
        var operations = Debits(3);
        var results = await Client.PostBatchAsync(operations);

        Assert.All(results, result => Assert.True(Assert.IsType<PostingResult.Posted>(result).Receipt.Replayed));
        Assert.Equal(3, Scripted.JournalCount);
        Assert.Equal(Scripted.Batches.First().ToByteArray(), Scripted.Batches.Last().ToByteArray());
    }

    [Fact]
    public async Task Operations_without_a_result_and_results_without_an_operation_are_not_mixed_up()
    {
        Scripted.OnBatch = (request, call, _) =>
        {
            var response = Scripted.DecideAll(request);
            if (call == 1)
            {
                response.Results.RemoveAt(1);
                response.Results.Add(new PostResult { Position = 7, Receipt = response.Results[0].Receipt });
                response.Results.Add(new PostResult { Position = -1, Receipt = response.Results[0].Receipt });
                response.Results.Add(new PostResult { Position = 0, Problem = new Google.Rpc.Status { Code = 3 } });
            }
            return Task.FromResult(response);
        };
        var operations = Debits(3);
        var results = await Client.PostBatchAsync(operations);

        Assert.All(results, result => Assert.IsType<PostingResult.Posted>(result));
        Assert.Equal(operations[1], Scripted.Batches.Last().Operations.Single());
    }

    [Fact]
    public async Task Lists_over_1000_go_in_parts_in_their_order()
    {
        var operations = Debits(2001);
        var results = await Client.PostBatchAsync(operations);

        Assert.Equal([1000, 1000, 1], Scripted.Batches.Select(batch => batch.Operations.Count));
        Assert.Equal(operations, Scripted.Batches.SelectMany(batch => batch.Operations));
        Assert.Equal(Keys(operations), results.Select(result => result.Key));
    }

    [Fact]
    public async Task A_part_that_is_turned_away_does_not_take_the_results_of_the_others_away()
    {
        Scripted.OnBatch = (request, call, _) =>
            call == 2 ? throw Problems.Of(StatusCode.PermissionDenied) : Task.FromResult(Scripted.DecideAll(request));
        var results = await Client.PostBatchAsync(Debits(1002));

        Assert.Equal(1000, results.Count(result => result is PostingResult.Posted));
        Assert.All(results.Skip(1000), result =>
            Assert.Equal(StatusCode.PermissionDenied, Assert.IsType<PostingResult.Invalid>(result).Problem.StatusCode));
    }

    [Fact]
    public async Task What_is_never_answered_is_unresolved_and_says_whether_it_may_have_been_posted()
    {
        var operations = Debits(2);
        Scripted.OnBatch = (request, _, _) =>
        {
            var response = new PostBatchResponse();
            for (var position = 0; position < request.Operations.Count; position++)
            {
                var full = request.Operations[position].Key == operations[0].Key;
                response.Results.Add(new PostResult
                {
                    Position = position,
                    Problem = Problems.StatusOf(full ? Problems.Full(TimeSpan.Zero) : Problems.Of(StatusCode.Internal)),
                });
            }
            return Task.FromResult(response);
        };
        var results = (await Client.PostBatchAsync(operations)).Cast<PostingResult.Unresolved>().ToArray();

        Assert.All(results, result => Assert.Equal((UnresolvedReason.AttemptsExhausted, 4), (result.Reason, result.Attempts)));
        Assert.Equal([false, true], results.Select(result => result.MayHaveBeenPosted));
        Assert.Equal(4, Scripted.Batches.Count);
    }

    [Fact]
    public async Task Parts_after_the_deadline_are_not_sent_and_surely_not_posted()
    {
        var time = new JumpingTime();
        await using var client = Scripted.Client(options => options.TimeProvider = time);
        Scripted.OnBatch = (_, _, _) => throw Problems.Full(TimeSpan.FromSeconds(29.9));
        var results = (await client.PostBatchAsync(Debits(1001))).Cast<PostingResult.Unresolved>().ToArray();

        Assert.All(results, result => Assert.Equal((UnresolvedReason.DeadlineEnded, false), (result.Reason, result.MayHaveBeenPosted)));
        Assert.InRange(time.Passed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_empty_list_asks_nothing() => Assert.Empty(await Client.PostBatchAsync([]));

    private Operation[] Debits(int count) =>
        [.. Enumerable.Range(1, count).Select(number => Client.Operations.Debit(Target.Account(number), 100))];

    private static IEnumerable<Guid> Keys(IEnumerable<Operation> operations) =>
        operations.Select(operation => OperationKey.FromByteString(operation.Key));
}
