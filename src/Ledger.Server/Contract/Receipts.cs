using Google.Protobuf;
using Ledger.Server.Rules;

namespace Ledger.Server.Contract;

/// <summary>Receipts as messages, for answers that are not on the hot path. See <see cref="ReceiptEncoding"/>.</summary>
public static class Receipts
{
    /// <summary>The receipt of one transaction: its rows in the order of their legs.</summary>
    public static V1.Receipt Of(ReadOnlySpan<JournalRow> rows, bool replayed = false) =>
        V1.Receipt.Parser.ParseFrom(ReceiptEncoding.Receipt(rows, replayed));

    /// <summary>The answer to an operation whose key stands for another one, <paramref name="first"/>.</summary>
    public static V1.Receipt KeyReused(in JournalRow first, string differingField)
    {
        Span<byte> key = stackalloc byte[16];
        first.Key.TryWriteBytes(key, bigEndian: true, out _);
        return new V1.Receipt
        {
            Key = ByteString.CopyFrom(key),
            Outcome = (V1.Outcome)Outcome.KeyReused,
            Account = first.Account,
            Partition = first.Partition,
            Sequence = first.Seq,
            DifferingField = differingField,
        };
    }
}
