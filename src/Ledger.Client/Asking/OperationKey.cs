using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Ledger.Client;

/// <summary>
/// The 16 bytes that name one intention for ever: a UUID version 7 in network byte order (RFC 9562). Make the key before the
/// first send and use it for every retry; the ledger answers the same key with the same receipt.
/// </summary>
public static class OperationKey
{
    /// <summary>How many bytes a key has.</summary>
    public const int SizeBytes = 16;

    private const int TimeBytes = 6;
    private const int VersionAt = 6;
    private const int VariantAt = 8;
    private const int StoreAt = 13;
    private const int TerminalAt = 17;
    private const int TerminalSeqAt = 21;
    private const int MillisecondsAt = 29;
    private const int DigestInputBytes = 37;

    /// <summary>A new random key that carries the clock's time. For callers that store the key with the operation.</summary>
    /// <param name="time">The clock; its time must be within the server's key window (10 minutes ahead to 35 days back by default).</param>
    public static Guid New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return At(time.GetUtcNow());
    }

    /// <summary>A new random key that carries the given time: for an operation that happened earlier, because the business time of an
    /// operation may be at most 1 day away from its key's own time.</summary>
    /// <param name="instant">The time inside the key, not before 1970; finer digits than milliseconds are dropped.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is before 1970.</exception>
    public static Guid At(DateTimeOffset instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant, DateTimeOffset.UnixEpoch);
        Span<byte> key = stackalloc byte[SizeBytes];
        Guid.NewGuid().TryWriteBytes(key);
        return Stamped(key, instant.ToUnixTimeMilliseconds());
    }

    /// <summary>
    /// The key of a terminal's operation, derived from what the terminal stored, so that it can be rebuilt after a crash.
    /// The algorithm is the contract's, see "Making a key" in ledger.proto.
    /// </summary>
    /// <param name="store">Store number, positive.</param>
    /// <param name="terminal">Terminal number in the store, positive.</param>
    /// <param name="terminalSeq">The terminal's running number of the operation, from 1; never used twice with the same time.</param>
    /// <param name="businessTime">When it happened, from 1970 on; finer digits than milliseconds are dropped.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive or the time is before 1970.</exception>
    public static Guid Derive(int store, int terminal, long terminalSeq, DateTimeOffset businessTime)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(store);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(terminal);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(terminalSeq);
        ArgumentOutOfRangeException.ThrowIfLessThan(businessTime, DateTimeOffset.UnixEpoch);
        var unixMs = businessTime.ToUnixTimeMilliseconds();

        Span<byte> input = stackalloc byte[DigestInputBytes];
        "ledger.key.v1"u8.CopyTo(input);
        BinaryPrimitives.WriteInt32BigEndian(input[StoreAt..], store);
        BinaryPrimitives.WriteInt32BigEndian(input[TerminalAt..], terminal);
        BinaryPrimitives.WriteInt64BigEndian(input[TerminalSeqAt..], terminalSeq);
        BinaryPrimitives.WriteInt64BigEndian(input[MillisecondsAt..], unixMs);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, digest);

        Span<byte> key = stackalloc byte[SizeBytes];
        digest[..(SizeBytes - TimeBytes)].CopyTo(key[TimeBytes..]);
        return Stamped(key, unixMs);
    }

    /// <summary>The time inside a version 7 key, in whole milliseconds, UTC.</summary>
    /// <param name="key">A version 7 key.</param>
    public static DateTimeOffset TimeOf(Guid key)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
    }

    /// <summary>The time inside a stated key; null when none is stated, or when it is not of version 7 and so has none.</summary>
    internal static DateTimeOffset? TimeIn(Guid? key) => key is { } stated && IsVersion7(stated) ? TimeOf(stated) : null;

    /// <summary>The key as the contract carries it: 16 bytes in network byte order.</summary>
    /// <param name="key">The key.</param>
    public static ByteString ToByteString(Guid key) => ByteString.CopyFrom(key.ToByteArray(bigEndian: true));

    /// <summary>The key that the contract's bytes stand for.</summary>
    /// <param name="bytes">16 bytes in network byte order.</param>
    /// <exception cref="ArgumentException">There are not exactly 16 bytes.</exception>
    public static Guid FromByteString(ByteString bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return bytes.Length == SizeBytes
            ? new Guid(bytes.Span, bigEndian: true)
            : throw new ArgumentException($"A key has {SizeBytes} bytes, this one has {bytes.Length}.", nameof(bytes));
    }

    /// <summary>Writes time, version and variant over 16 bytes; their other 74 bits stay.</summary>
    private static Guid Stamped(Span<byte> key, long unixMs)
    {
        // The upper 16 of the 64 bits are zero until the year 10889, so the two writes drop nothing.
        BinaryPrimitives.WriteInt32BigEndian(key, (int)(unixMs >> 16));
        BinaryPrimitives.WriteInt16BigEndian(key[sizeof(int)..], (short)unixMs);
        key[VersionAt] = (byte)(0x70 | (key[VersionAt] & 0x0F));
        key[VariantAt] = (byte)(0x80 | (key[VariantAt] & 0x3F));
        return new Guid(key, bigEndian: true);
    }

    private static bool IsVersion7(Guid key)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        return bytes[VersionAt] >> 4 == 7;
    }
}
