using Google.Protobuf;
using Grpc.Core;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Ledger.Server.Telemetry;
using Ledger.Server.Wire;

namespace Ledger.Server.Intake;

/// <summary>
/// The write side of the contract. Each operation takes the same way: check and resolve it, hand it to the single writer of its account,
/// wait for the answer, which comes as the bytes of a receipt or result. The three calls differ in how they wait.
/// </summary>
internal sealed class PostingService(
    PermittedReader reader, UnreadOperations unread, PlainReader plain, Router router, Limits limits, ProblemFigures problems,
    IHostApplicationLifetime lifetime)
{
    internal async Task<byte[]> Post(Sent request, ServerCallContext context)
    {
        using var span = Tracing.Intake();
        var call = context.GetHttpContext();
        var (operation, from, session) = (request.Plain, Caller.Of(call), reader.SessionOf(call));
        if (operation is null)
        {
            (operation, var problem) = await reader.ReadAsync(request.Message!, from, session, context.CancellationToken);
            if (problem is not null)
            {
                (operation, var result) = await unread.DecideAsync(
                    request.Message!, problem, !Forwarding.Is(call), from, context.Deadline, context.CancellationToken);
                if (result is not null)
                    return result.Problem is { } final ? throw Problems.ToException(final) : result.Receipt.ToByteArray();
            }
        }
        else if (reader.WhyNot(operation, from, session) is { } refused) throw Problems.ToException(refused);
        var posting = new UnaryPosting(operation!, request.Message, call)
        {
            Deadline = context.Deadline, Caller = context.CancellationToken, From = from,
        };
        router.Hand(operation!.Account, posting);
        span?.Stop();
        return await posting.Receipt;
    }

    internal async Task<BatchResults> PostBatch(SentBatch operations, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("operations", operations.Count, 1, limits.BatchMaxCount);
        check.ThrowIfAny();

        using var span = Tracing.Intake();
        var call = context.GetHttpContext();
        var (from, session) = (Caller.Of(call), reader.SessionOf(call));
        var (answers, runs) = (new BatchAnswers(operations.Count, Forwarding.Is(call), problems), router.Gather());
        for (var position = 0; position < operations.Count; position++)
        {
            var (operation, message) = operations[position];
            if (operation is null)
            {
                var reading = reader.ReadAsync(message!, from, session, context.CancellationToken);
                // What has to be looked up for one holds up none that came before it.
                if (!reading.IsCompleted) runs.HandOver();
                (operation, var problem) = await reading;
                if (problem is not null)
                {
                    runs.HandOver();
                    (operation, var result) = await unread.DecideAsync(
                        message!, problem, !answers.IsForwarded, from, context.Deadline, context.CancellationToken);
                    if (result is not null)
                    {
                        answers.Answer(position, result);
                        continue;
                    }
                }
            }
            else if (reader.WhyNot(operation, from, session) is { } refused)
            {
                answers.Fail(position, refused);
                continue;
            }
            runs.Add(operation!.Account, new BatchPosting(operation, message, position, answers)
            {
                Deadline = context.Deadline, Caller = context.CancellationToken, From = from,
            });
        }
        runs.HandOver();
        span?.Stop();
        return await answers.Results;
    }

    internal async Task PostStream(IAsyncStreamReader<V1.Operation> requestStream, ServerCallContext context)
    {
        using var stream = new PostingStream(reader, unread, plain, router, limits, problems, context);
        await stream.RunAsync(requestStream, lifetime.ApplicationStopping);
    }
}
