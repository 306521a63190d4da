using System.Threading.Channels;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Partitions;

/// <summary>
/// What is known of a transfer or merge that has left: enough to send its other side, the same on every server and at any time.
/// </summary>
public sealed record SentTransfer(Guid Key, long From, long To, short Program, long Asked, DateTime BusinessTime, DateOnly BusinessDate)
{
    /// <summary>All of the account goes: when it comes back, it comes back to the account itself.</summary>
    public bool IsMerge { get; init; }

    /// <summary>Null: the row is not that of a posted transfer or merge.</summary>
    public static SentTransfer? Of(in JournalRow first) =>
        first is { Leg: 0, Kind: OperationKind.Transfer or OperationKind.Merge or OperationKind.TakeBack,
            Detail.OtherAccount: { } to } && first.Outcome.IsPosted()
            ? new SentTransfer(first.Key, first.Account, to, first.Program, first.Asked, first.BusinessTime, first.BusinessDate)
            {
                IsMerge = first.Kind == OperationKind.Merge,
            }
            : null;
}
