using Grpc.Core;
using Ledger.V1;

namespace Ledger.Yardstick.Load;

/// <summary>Callers that each hold one stream with a fixed number of operations unanswered.</summary>
internal static class StreamLoop
{
    public static Task<Tally> RunAsync(Callers callers, Window window, Channels channels, int unansweredMax) =>
        callers.RunAsync(window, async (caller, workload, tally) =>
        {
            using var call = channels.For(caller).PostStream();
            var sent = new long[unansweredMax * 64];
            using var room = new SemaphoreSlim(unansweredMax);
            var reading = ReadAsync(call.ResponseStream, window, sent, room, tally);
            try
            {
                await WriteAsync(call.RequestStream, workload, window, sent, room);
            }
            catch (Exception reason) when (reason is RpcException or InvalidOperationException)
            {
                tally.Problem(reason.Message);
            }
            await reading;
        });

    private static async Task WriteAsync(IClientStreamWriter<Operation> requests, Workload workload, Window window, long[] sent,
        SemaphoreSlim room)
    {
        var flushing = new WriteOptions();
        var more = new WriteOptions(WriteFlags.BufferHint);
        for (long position = 0; !window.IsOver;)
        {
            await room.WaitAsync();
            // Whatever room there is goes out in one burst with one flush at its end.
            for (var last = false; !last; position++)
            {
                var operation = workload.Next();
                last = !room.Wait(0);
                requests.WriteOptions = last ? flushing : more;
                Volatile.Write(ref sent[position % sent.Length], window.Now());
                await requests.WriteAsync(operation);
            }
        }
        await requests.CompleteAsync();
    }

    private static async Task ReadAsync(IAsyncStreamReader<PostResult> results, Window window, long[] sent, SemaphoreSlim room, Tally tally)
    {
        try
        {
            while (await results.MoveNext(default))
            {
                var result = results.Current;
                if (result.Receipt is { } receipt)
                    tally.Answer(receipt, Volatile.Read(ref sent[result.Position % sent.Length]), window.Now());
                else tally.Problem(result.Problem.Message);
                room.Release();
            }
        }
        catch (RpcException reason)
        {
            tally.Problem(reason.Message);
            // The writer must not wait for answers that will never come.
            room.Release(sent.Length);
        }
    }
}
