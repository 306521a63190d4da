using System.Security.Cryptography;
using System.Text;

namespace Ledger.Server.Authority.Sessions;

/// <summary>
/// What an operator's calls carry once he has signed in, and what approves one operation: 128 random bits in hexadecimal. The ledger keeps
/// the SHA-256 of that text.
/// </summary>
internal static class SessionToken
{
    /// <summary>Characters of a token.</summary>
    private const int Length = 32;

    /// <summary>Makes one: as it is handed over, and as it is kept.</summary>
    public static (string Text, byte[] Hash) New()
    {
        var text = RandomNumberGenerator.GetHexString(Length);
        var hash = new byte[SHA256.HashSizeInBytes];
        TryHash(text, hash);
        return (text, hash);
    }

    /// <summary>What is kept of a token as it was sent; false: it is none. Allocates nothing.</summary>
    /// <param name="hash">32 bytes.</param>
    public static bool TryHash(string token, Span<byte> hash)
    {
        if (token.Length != Length) return false;
        Span<byte> text = stackalloc byte[Length];
        Encoding.ASCII.GetBytes(token, text);
        SHA256.HashData(text, hash);
        return true;
    }
}
