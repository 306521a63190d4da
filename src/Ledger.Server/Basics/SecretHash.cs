using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ledger.Server.Basics;

/// <summary>
/// The slow hash of what people type to prove themselves, payment PINs of members and secrets of operators: PBKDF2-HMAC-SHA256 over the
/// text keyed with a pepper that is not in the database. Ten thousand PINs are soon tried by whoever has the hashes; without the pepper
/// there is nothing to try them on.
/// </summary>
/// <param name="pepper">At least 32 bytes.</param>
/// <param name="iterations">Of new hashes; each hash carries its own number.</param>
public sealed class SecretHash(byte[] pepper, int iterations)
{
    // A salt begins with the number of iterations and with what the pepper is recognised by.
    private const int SaltLength = 24;
    private const int HashLength = 32;

    private readonly uint _pepperMark = BinaryPrimitives.ReadUInt32BigEndian(HMACSHA256.HashData(pepper, "ledger pin pepper check"u8));

    /// <summary>Hashes a new secret with a salt of its own.</summary>
    /// <param name="secret">ASCII.</param>
    public (byte[] Salt, byte[] Hash) Of(string secret)
    {
        var salt = NewSalt();
        return (salt, Hash(secret, salt, iterations));
    }

    /// <summary>What no secret matches, and takes as long to compare with as any.</summary>
    public (byte[] Salt, byte[] Hash) OfNobody() => (NewSalt(), new byte[HashLength]);

    /// <summary>True when the hash was made with this pepper; with another one no secret would ever match.</summary>
    public bool Knows(byte[] salt) =>
        salt.Length == SaltLength && BinaryPrimitives.ReadUInt32BigEndian(salt.AsSpan(4)) == _pepperMark;

    /// <summary>Compares in the same time whatever differs.</summary>
    public bool Matches(string secret, byte[] salt, byte[] hash) =>
        CryptographicOperations.FixedTimeEquals(Hash(secret, salt, BinaryPrimitives.ReadInt32BigEndian(salt)), hash);

    /// <summary>A hash of data that can be tried on nothing without the pepper. Quick.</summary>
    /// <param name="purpose">Keeps it apart from what is hashed for other ends.</param>
    public byte[] Keyed(ReadOnlySpan<byte> purpose, byte[] data) =>
        HMACSHA256.HashData(HMACSHA256.HashData(pepper, purpose), data);

    private byte[] NewSalt()
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        BinaryPrimitives.WriteInt32BigEndian(salt, iterations);
        BinaryPrimitives.WriteUInt32BigEndian(salt.AsSpan(4), _pepperMark);
        return salt;
    }

    private byte[] Hash(string secret, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(
            HMACSHA256.HashData(pepper, Encoding.ASCII.GetBytes(secret)), salt, rounds, HashAlgorithmName.SHA256, HashLength);
}
