using System.Threading.Channels;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Server.Basics;

namespace Ledger.Server.Partitions;

/// <summary>
/// Transfers that have just left, on their way to whoever brings them to the other account. Bounded: what does not fit is found by upkeep.
/// </summary>
public sealed class SentTransfers
{
    private readonly Channel<SentTransfer> _channel;

    public SentTransfers(Limits limits) => _channel = Channel.CreateBounded<SentTransfer>(
        new BoundedChannelOptions(limits.TransfersUnderWayMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public ChannelReader<SentTransfer> Reader => _channel.Reader;

    /// <summary>Notes a durable transfer or merge by its first row. One that was refused, or is to go nowhere, is not noted.</summary>
    public void Note(in JournalRow first)
    {
        if (SentTransfer.Of(first) is { } sent) _channel.Writer.TryWrite(sent);
    }
}
