using Grpc.Core;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Ledger.V1;

namespace Ledger.Server.Peers;

/// <summary>Sends what waits in a line to one server, in order, and answers it with what that has answered.</summary>
internal sealed partial class Sending(PeerChannels channels, Limits limits, ILogger logger)
{
    /// <summary>
    /// Returns what has no answer, in its order: the server has not got the partition, or is being stopped, or cannot be reached. What of
    /// it has been decided all the same is answered by its key when it is sent again.
    /// </summary>
    public async Task<IReadOnlyList<Waiting>> SendAsync(string address, IReadOnlyList<Waiting> waiting)
    {
        // A step of a transfer goes by itself: no batch takes one. Neither does it take more bytes than a message may have.
        var (left, run, bytes) = (new List<Waiting>(), new List<Waiting>(), 0);
        foreach (var one in waiting)
        {
            var length = one.Sent.Operation?.CalculateSize() ?? 0;
            // So does what takes long, as comparing a PIN: a batch of them would be given up as a whole.
            var isAlone = one.Sent.Step is not null || one.Item is UnreadPosting;
            if (left.Count == 0 && (isAlone || bytes + length > limits.MessageMaxBytes / 2))
            {
                await SendRunAsync(address, run, left);
                bytes = 0;
            }
            if (left.Count > 0)
            {
                left.Add(one);
                continue;
            }
            run.Add(one);
            bytes += length;
            if (isAlone) await SendRunAsync(address, run, left);
        }
        await SendRunAsync(address, run, left);
        return left;
    }

    private async Task SendRunAsync(string address, List<Waiting> run, List<Waiting> left)
    {
        if (run.Count == 0) return;
        IReadOnlyList<PostResult?>? results = run.Count == 1 ? [await ResultAsync(address, run[0].Sent)] : await ResultsAsync(address, run);
        for (var at = 0; at < run.Count; at++)
            if (!Answer(run[at], results?[at], address)) left.Add(run[at] with { WasSent = true });
        run.Clear();
    }

    private async Task<PostResult?> ResultAsync(string address, SentOn sent)
    {
        try
        {
            var (to, options) = (channels.To(address), channels.Options(DateTime.MaxValue, default));
            var asked = sent.Step is { } step ? new V1.Peers.PeersClient(to).FollowAsync(step, options)
                : new Posting.PostingClient(to).PostAsync(sent.Operation, options);
            return new PostResult { Receipt = await asked };
        }
        catch (RpcException refused)
        {
            // Without details it is no answer of a server, but of the way there.
            return refused.GetRpcStatus() is { Details.Count: > 0 } problem ? new PostResult { Problem = problem } : null;
        }
        catch (Exception reason)
        {
            LogFault(logger, reason, address);
            return null;
        }
    }

    private async Task<IReadOnlyList<PostResult?>?> ResultsAsync(string address, List<Waiting> run)
    {
        var request = new PostBatchRequest();
        request.Operations.AddRange(run.Select(one => one.Sent.Operation));
        try
        {
            var asked = new Posting.PostingClient(channels.To(address))
                .PostBatchAsync(request, channels.Options(DateTime.MaxValue, default));
            var results = (await asked).Results;
            return results.Count == run.Count ? results : null;
        }
        catch (RpcException)
        {
            return null;
        }
        catch (Exception reason)
        {
            LogFault(logger, reason, address);
            return null;
        }
    }

    // What that server finds to be of another partition than this one did, the caller is told: it goes there when it is sent again.
    private bool Answer(Waiting waiting, PostResult? result, string address)
    {
        if (result is null) return false;
        if (result.Problem is { } problem && Problems.IsOfOneServerAlone(problem)
            && (Problems.PartitionElsewhere(problem) ?? waiting.Item.Partition) == waiting.Item.Partition) return false;
        try
        {
            ((ISendable)waiting.Item).Answer(result, address);
        }
        catch (Exception reason)
        {
            // A reply that cannot be given fails alone; what it was about is durable where it was decided.
            LogFault(logger, reason, address);
        }
        return true;
    }

    [LoggerMessage(700, LogLevel.Error, "What was sent on to {Address} failed in this server.")]
    private static partial void LogFault(ILogger logger, Exception reason, string address);
}
