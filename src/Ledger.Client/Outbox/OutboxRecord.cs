using System.Buffers.Binary;
using Google.Protobuf;
using Ledger.V1;

namespace Ledger.Client.Outbox;

/// <summary>
/// One record of an outbox file: an operation that was stored, or the note that one was answered, or accepted without an answer.
/// <code>record = magic 4 | payload length 4 | type 1 | payload | CRC-32C of all before it 4, big-endian</code>
/// </summary>
internal static class OutboxRecord
{
    /// <summary>An operation with long texts stays below 2 KiB; a length beyond this bound is damage.</summary>
    public const int PayloadMaxBytes = 64 * 1024;

    public const int OverheadBytes = PayloadAt + sizeof(uint);

    private const int LengthAt = 4;
    private const int TypeAt = 8;
    private const int PayloadAt = 9;
    private const byte StoredType = 1;
    private const byte AnsweredType = 2;
    // A file without accepted operations has no such record and is read by older clients; one that has is refused by them.
    private const byte AcceptedType = 3;
    private const int AcceptedBytes = 3 * sizeof(long);

    private static ReadOnlySpan<byte> Magic => "\u0001LOR"u8;

    /// <summary>The bytes that say: this operation is about to be sent.</summary>
    public static byte[] Stored(Operation operation) => Write(StoredType, operation.ToByteArray());

    /// <summary>The bytes that say: the operation with this terminal_seq was answered.</summary>
    public static byte[] Answered(long terminalSeq)
    {
        var payload = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(payload, terminalSeq);
        return Write(AnsweredType, payload);
    }

    /// <summary>The bytes that say: the till went on with the operation of this terminal_seq without an answer.</summary>
    public static byte[] Accepted(long terminalSeq, OfflineRisk risk)
    {
        var payload = new byte[AcceptedBytes];
        BinaryPrimitives.WriteInt64BigEndian(payload, terminalSeq);
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(sizeof(long)), risk.AmountMinor);
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(2 * sizeof(long)), risk.SpentMinor);
        return Write(AcceptedType, payload);
    }

    /// <summary>Reads the record at the beginning of the bytes. False when there is no whole one.</summary>
    /// <param name="bytes">The rest of the file.</param>
    /// <param name="sizeBytes">How many bytes the record takes.</param>
    /// <param name="entry">What it says.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int sizeBytes, out OutboxEntry entry)
    {
        sizeBytes = 0;
        entry = default;
        if (bytes.Length < OverheadBytes || !bytes.StartsWith(Magic))
            return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[LengthAt..]);
        if (length < 0 || length > PayloadMaxBytes || bytes.Length < OverheadBytes + length)
            return false;
        var checkedBytes = bytes[..(PayloadAt + length)];
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[(PayloadAt + length)..]) != Checksum.Of(checkedBytes))
            return false;

        sizeBytes = OverheadBytes + length;
        var payload = checkedBytes[PayloadAt..];
        switch (bytes[TypeAt])
        {
            case StoredType:
                var operation = Operation.Parser.ParseFrom(payload);
                entry = new OutboxEntry(operation.TerminalSeq, Stored: operation);
                return true;
            case AnsweredType when length == sizeof(long):
                entry = new OutboxEntry(BinaryPrimitives.ReadInt64BigEndian(payload));
                return true;
            case AcceptedType when length == AcceptedBytes:
                entry = new OutboxEntry(BinaryPrimitives.ReadInt64BigEndian(payload), Accepted: new OfflineRisk(
                    BinaryPrimitives.ReadInt64BigEndian(payload[sizeof(long)..]),
                    BinaryPrimitives.ReadInt64BigEndian(payload[(2 * sizeof(long))..])));
                return true;
            default:
                throw new OutboxDamagedException($"A record of the unknown type {bytes[TypeAt]}: was the file written by a newer client?");
        }
    }

    private static byte[] Write(byte type, byte[] payload)
    {
        if (payload.Length > PayloadMaxBytes)
            throw new ArgumentException($"An operation of {payload.Length} bytes is over the bound of {PayloadMaxBytes}.");
        var record = new byte[OverheadBytes + payload.Length];
        Magic.CopyTo(record);
        BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(LengthAt), payload.Length);
        record[TypeAt] = type;
        payload.CopyTo(record, PayloadAt);
        var checkedBytes = record.AsSpan(0, PayloadAt + payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(PayloadAt + payload.Length), Checksum.Of(checkedBytes));
        return record;
    }
}
