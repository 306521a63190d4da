using System.Security.Cryptography;
using System.Text;

namespace Ledger.Server.Authority.Enrolment;

/// <summary>
/// What lets one device in, once: 128 random bits, written in 26 letters and digits that nobody mistakes for each other (Crockford's base
/// 32), in groups. The ledger keeps their SHA-256.
/// </summary>
internal static class EnrolmentToken
{
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Bytes = 16;
    private const int Length = 26;
    private const int Group = 5;

    /// <summary>Makes one: as it is handed over, and as it is kept.</summary>
    public static (string Text, byte[] Hash) New()
    {
        var bits = RandomNumberGenerator.GetBytes(Bytes);
        return (Write(bits), SHA256.HashData(bits));
    }

    /// <summary>What is kept of a token as it was typed, with or without hyphens, in large or small letters; null: it is none.</summary>
    public static byte[]? HashOf(string typed)
    {
        // Longer than with a blank behind each, it is none.
        if (typed.Length > 2 * Length) return null;
        var (value, count) = (UInt128.Zero, 0);
        foreach (var letter in typed)
        {
            if (letter is '-' or ' ') continue;
            var digit = char.ToUpperInvariant(letter) switch
            {
                'O' => 0,
                'I' or 'L' => 1,
                var plain => Digits.IndexOf(plain, StringComparison.Ordinal),
            };
            // The first digit has the three bits that are left of 128 by fives.
            if (digit < 0 || ++count > Length || (count == 1 && digit > 7)) return null;
            value = (value << 5) | (uint)digit;
        }
        if (count != Length) return null;
        var bits = new byte[Bytes];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bits, value);
        return SHA256.HashData(bits);
    }

    private static string Write(byte[] bits)
    {
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bits);
        var text = new StringBuilder();
        for (var at = 0; at < Length; at++)
        {
            if (at > 0 && at % Group == 0 && at < Length - 1) text.Append('-');
            text.Append(Digits[(int)(uint)((value >> (5 * (Length - 1 - at))) & 31)]);
        }
        return text.ToString();
    }
}
