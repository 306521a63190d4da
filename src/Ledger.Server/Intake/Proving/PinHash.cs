using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ledger.Rules.Rows;

namespace Ledger.Server.Intake.Proving;

/// <summary>
/// The slow hash of a payment PIN: PBKDF2-HMAC-SHA256 over the PIN keyed with a pepper that is not in the database. Ten thousand PINs are
/// soon tried by whoever has the hashes; without the pepper there is nothing to try them on.
/// </summary>
/// <param name="pepper">At least 32 bytes.</param>
/// <param name="iterations">Of new hashes; each hash carries its own number.</param>
public sealed class PinHash(byte[] pepper, int iterations)
{
    // A salt begins with the number of iterations and with what the pepper is recognised by.
    private const int SaltLength = 24;
    private const int HashLength = 32;

    private readonly uint _pepperMark = BinaryPrimitives.ReadUInt32BigEndian(HMACSHA256.HashData(pepper, "ledger pin pepper check"u8));

    /// <summary>Hashes a new PIN with a salt of its own.</summary>
    public PinFacts Of(string pin)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        BinaryPrimitives.WriteInt32BigEndian(salt, iterations);
        BinaryPrimitives.WriteUInt32BigEndian(salt.AsSpan(4), _pepperMark);
        return new PinFacts(salt, Hash(pin, salt, iterations));
    }

    /// <summary>True when the hash was made with this pepper; with another one no PIN would ever match.</summary>
    public bool Knows(PinFacts set) =>
        set.Salt.Length == SaltLength && BinaryPrimitives.ReadUInt32BigEndian(set.Salt.AsSpan(4)) == _pepperMark;

    /// <summary>Compares in the same time whatever differs.</summary>
    public bool Matches(string pin, PinFacts set) =>
        CryptographicOperations.FixedTimeEquals(Hash(pin, set.Salt, BinaryPrimitives.ReadInt32BigEndian(set.Salt)), set.Hash);

    private byte[] Hash(string pin, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(
            HMACSHA256.HashData(pepper, Encoding.ASCII.GetBytes(pin)), salt, rounds, HashAlgorithmName.SHA256, HashLength);
}
