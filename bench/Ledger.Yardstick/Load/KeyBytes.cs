using System.Buffers.Binary;
using Google.Protobuf;
using Ledger.Tooling.Draws;

namespace Ledger.Yardstick.Load;

/// <summary>Makes UUIDv7 keys (RFC 9562): 48 bits of Unix milliseconds, the rest random.</summary>
internal static class KeyBytes
{
    public const int Length = 16;

    /// <summary>Fills 16 bytes in network order.</summary>
    public static void Write(Span<byte> key, long unixMilliseconds, SplitMix random)
    {
        BinaryPrimitives.WriteUInt64BigEndian(key, ((ulong)unixMilliseconds << 16) | 0x7000 | (random.NextBits() & 0x0FFF));
        BinaryPrimitives.WriteUInt64BigEndian(key[8..], 0x8000000000000000 | (random.NextBits() >> 2));
    }

    /// <summary>A new key as operations carry it.</summary>
    public static ByteString Make(long unixMilliseconds, SplitMix random)
    {
        var bytes = new byte[Length];
        Write(bytes, unixMilliseconds, random);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    public static Guid New(long unixMilliseconds, SplitMix random)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes, unixMilliseconds, random);
        return new Guid(bytes, bigEndian: true);
    }
}
