using System.Buffers.Binary;

namespace Ledger.Server.Basics;

/// <summary>Keys: UUID version 7 (RFC 9562), 48 bits of Unix milliseconds in front.</summary>
public static class UuidV7
{
    /// <summary>Reads 16 bytes in network order. False when they are not a UUID of version 7 and the RFC's variant.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Guid key)
    {
        key = default;
        return bytes.Length == 16 && (bytes[6] & 0xF0) == 0x70 && TryReadHeld(bytes, out key);
    }

    /// <summary>Also reads a key of the ledger's own, which is of version 8: it can be asked for and told, but not sent.</summary>
    public static bool TryReadHeld(ReadOnlySpan<byte> bytes, out Guid key)
    {
        key = default;
        if (bytes.Length != 16 || (bytes[6] & 0xF0) is not (0x70 or 0x80) || (bytes[8] & 0xC0) != 0x80) return false;
        key = new Guid(bytes, bigEndian: true);
        return true;
    }

    /// <summary>The key's own time, UTC, in milliseconds. Times beyond year 9999 read as the last representable one.</summary>
    public static DateTime TimeOf(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return milliseconds > 253_402_300_799_999 ? DateTime.MaxValue : DateTime.UnixEpoch.AddMilliseconds(milliseconds);
    }
}
