using System.Security.Cryptography;

namespace Ledger.Server.Rules;

/// <summary>Keys that follow from another operation's key, so that whoever sends the second one, and however often, it arrives once.</summary>
public static class DerivedKeys
{
    /// <summary>The key under which a transfer or merge arrives on its other side.</summary>
    public static Guid ArrivalOf(Guid key) => From("ledger.arrive.v1"u8, key);

    // As a till derives its keys: the time of the first key, the rest from a digest.
    private static Guid From(ReadOnlySpan<byte> purpose, Guid key)
    {
        Span<byte> text = stackalloc byte[purpose.Length + 16];
        purpose.CopyTo(text);
        key.TryWriteBytes(text[purpose.Length..], bigEndian: true, out _);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(text, digest);

        Span<byte> bytes = stackalloc byte[16];
        text.Slice(purpose.Length, 6).CopyTo(bytes);
        digest[..10].CopyTo(bytes[6..]);
        bytes[6] = (byte)(0x70 | (digest[0] & 0x0F));
        bytes[8] = (byte)(0x80 | (digest[2] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
