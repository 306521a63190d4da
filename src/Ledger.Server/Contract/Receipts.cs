using Google.Protobuf;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Contract;

/// <summary>Receipts as messages, for answers that are not on the hot path. See <see cref="ReceiptEncoding"/>.</summary>
public static class Receipts
{
    /// <summary>The receipt of one transaction: its rows in the order of their legs.</summary>
    public static V1.Receipt Of(ReadOnlySpan<JournalRow> rows, bool replayed = false) =>
        V1.Receipt.Parser.ParseFrom(ReceiptEncoding.Receipt(rows, replayed));

    /// <summary>The answer to an operation whose key stands for another one, <paramref name="first"/>.</summary>
    public static V1.Receipt KeyReused(in JournalRow first, string differingField) => new()
    {
        Key = KeyBytes(first.Key),
        Outcome = (V1.Outcome)Outcome.KeyReused,
        Account = first.Account,
        Partition = first.Partition,
        Sequence = first.Seq,
        DifferingField = differingField,
    };

    /// <summary>A key as the contract writes it: 16 bytes in network order.</summary>
    public static ByteString KeyBytes(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        return ByteString.CopyFrom(bytes);
    }
}
