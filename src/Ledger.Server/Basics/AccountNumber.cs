using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ledger.Server.Basics;

/// <summary>Account numbers: 1 to 2^53 - 1, so that every language and spreadsheet holds them exactly.</summary>
public static class AccountNumber
{
    public const long Largest = (1L << 53) - 1;

    /// <summary>
    /// The number of an account whose opener did not state one: made from the operation's key, so that a retry opens the same account.
    /// Two keys meet with a likelihood of one in a hundred for ten million accounts; the second is refused and opens with a new key.
    /// </summary>
    public static long From(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[32];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        SHA256.HashData(bytes, hash);
        return Math.Max(1, BinaryPrimitives.ReadInt64BigEndian(hash) & Largest);
    }
}
