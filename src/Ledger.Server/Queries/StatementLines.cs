using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Columns;

namespace Ledger.Server.Queries;

/// <summary>Turns the rows of one transaction into a line of a statement.</summary>
internal static class StatementLines
{
    public static V1.StatementLine Of(ReadOnlySpan<JournalRow> rows)
    {
        ref readonly var first = ref rows[0];
        return new V1.StatementLine
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
            // What a PIN could be guessed from stays in the journal.
            Detail = DetailJson.Write(first.Detail is { Pin: not null } detail ? detail with { Pin = null } : first.Detail) ?? "",
        };
    }
}
