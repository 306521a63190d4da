using System.Threading.Channels;
using Ledger.Server.Rules;

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

/// <summary>What is known of a transfer or merge that has left: enough to send its other side, the same on every server and at any time.</summary>
public sealed record SentTransfer(Guid Key, long From, long To, short Program, long Asked, DateTime BusinessTime, DateOnly BusinessDate)
{
    /// <summary>Null: the row is not that of a posted transfer or merge.</summary>
    public static SentTransfer? Of(in JournalRow first) =>
        first is { Leg: 0, Kind: OperationKind.Transfer or OperationKind.Merge, Detail.OtherAccount: { } to } && first.Outcome.IsPosted()
            ? new SentTransfer(first.Key, first.Account, to, first.Program, first.Asked, first.BusinessTime, first.BusinessDate)
            : null;
}
