using System.Buffers.Binary;
using Google.Protobuf;
using Ledger.V1;

namespace Ledger.Client.Outbox;

/// <summary>
/// One record of an outbox file: an operation that was stored, or the note that one was answered.
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

    /// <summary>Reads the record at the beginning of the bytes. False when there is no whole one.</summary>
    /// <param name="bytes">The rest of the file.</param>
    /// <param name="sizeBytes">How many bytes the record takes.</param>
    /// <param name="operation">The stored operation, or null.</param>
    /// <param name="answeredSeq">The terminal_seq that was answered, or 0.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int sizeBytes, out Operation? operation, out long answeredSeq)
    {
        sizeBytes = 0;
        operation = null;
        answeredSeq = 0;
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
                operation = Operation.Parser.ParseFrom(payload);
                return true;
            case AnsweredType when length == sizeof(long):
                answeredSeq = BinaryPrimitives.ReadInt64BigEndian(payload);
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
