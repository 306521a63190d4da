using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;

namespace Ledger.Server.Queries;

/// <summary>Turns the rows of one transaction into a line of a statement.</summary>
internal static class StatementLines
{
    public static V1.StatementLine Of(ReadOnlySpan<JournalRow> rows, StatementChanges changes)
    {
        ref readonly var first = ref rows[0];
        var line = new V1.StatementLine
        {
            Receipt = Receipts.Of(rows),
            Kind = (V1.Kind)first.Kind,
            Store = first.Store,
            Terminal = first.Terminal,
            Operator = first.Operator,
            TerminalSeq = first.TerminalSeq,
            BusinessTime = Timestamp.FromDateTime(first.BusinessTime),
            Reference = first.Reference ?? "",
            Reason = first.Note ?? "",
            Asked = first.Asked,
            OriginalKey = first.Original is { } original ? Receipts.KeyBytes(original) : ByteString.Empty,
        };
        // A statement is about the account, and each of its lines says what it held.
        line.Receipt.Balances ??= Receipts.BalancesAfter(rows[^1]);
        changes.AddTo(line, first);
        return line;
    }
}
