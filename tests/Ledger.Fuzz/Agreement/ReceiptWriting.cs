using Google.Protobuf;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;
using Ledger.Server.Wire;

namespace Ledger.Fuzz.Agreement;

/// <summary>The fast writer against the generated message: the same bytes, alone and as the result of a stream.</summary>
internal sealed class ReceiptWriting : IResults
{
    private byte[] _content = [];

    /// <summary>What differs; null: nothing.</summary>
    public string? Difference(JournalRow[] rows)
    {
        var isReplayed = rows[0].Seq % 2 == 0;
        var message = Receipts.Of(rows, isReplayed).ToByteArray();
        if (!ReceiptEncoding.Receipt(rows, isReplayed).AsSpan().SequenceEqual(message)) return "The fast writer writes another receipt.";
        ReceiptEncoding.Result(this, 1, rows, isReplayed);
        return _content.AsSpan().SequenceEqual(message) ? null : "The fast writer writes another receipt into a result.";
    }

    void IResults.Add(long position, int field, ReadOnlySpan<byte> content) => _content = content.ToArray();
}
