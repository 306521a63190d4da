using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Partitions;
using Ledger.V1;

namespace Ledger.Server.Peers;

/// <summary>
/// What waits for partitions of other servers: a line for each partition, in which what comes first is sent first and one sending is under
/// way at a time, so that an account's operations keep their order. Bounded as a whole and in time.
/// </summary>
internal sealed class Lines(
    Owners owners, PeerChannels channels, LedgerDatabase database, Func<Router> router, Limits limits, TimeProvider time,
    ILogger<Lines> logger) : IElsewhere
{
    private readonly Line?[] _lines = new Line?[database.Partitions];
    private int _waiting;

    public bool Take(WorkItem item)
    {
        if ((item as ISendable)?.ToSendOn() is not { } sent) return false;
        if (Interlocked.Increment(ref _waiting) > limits.ForwardMaxCount)
        {
            Interlocked.Decrement(ref _waiting);
            item.Fail(Problems.Full(limits.RetryDelayMilliseconds));
            return true;
        }
        LineOf(item.Partition).Add(item, sent);
        return true;
    }

    public bool IsSending(short partition) => Volatile.Read(ref _lines[partition])?.IsSending == true;

    public void TakeBack(short partition, ref WorkChain chain) => Volatile.Read(ref _lines[partition])?.TakeBack(ref chain);

    public async ValueTask<long?> MergedIntoAsync(long account, CancellationToken cancellation)
    {
        var (kind, address) = owners.Of(Router.PartitionOf(account, database.Partitions));
        if (kind != OwnerKind.Other) return null;
        try
        {
            var asked = new V1.Peers.PeersClient(channels.To(address))
                .GetMergeAsync(new GetMergeRequest { Account = account }, channels.Options(DateTime.MaxValue, cancellation));
            return (await asked).MergedInto;
        }
        catch (Grpc.Core.RpcException)
        {
            return null;
        }
    }

    /// <summary>So many items have left a line.</summary>
    internal void Leave(int count) => Interlocked.Add(ref _waiting, -count);

    private Line LineOf(short partition)
    {
        if (Volatile.Read(ref _lines[partition]) is { } line) return line;
        line = new Line(partition, this, owners, new Sending(channels, limits, logger), router, limits, time);
        return Interlocked.CompareExchange(ref _lines[partition], line, null) ?? line;
    }
}
