using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ledger.Rules.Codes;
using Ledger.Server.Basics;

namespace Ledger.Server.Cards;

/// <summary>
/// The secret that card tokens are hashed with (HMAC-SHA256, first 16 bytes). Without it nobody can tell a token from its hash.
/// </summary>
public sealed class CardKey
{
    private readonly byte[] _secret;

    /// <param name="secret">At least 32 bytes.</param>
    public CardKey(byte[] secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, 32);
        _secret = secret;
    }

    /// <summary>What the database keeps to recognise the secret by.</summary>
    public byte[] Check => HMACSHA256.HashData(_secret, "ledger card key check"u8);

    public Guid IdOf(string token)
    {
        Span<byte> hash = stackalloc byte[32];
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(token.Length)];
        HMACSHA256.HashData(_secret, bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The hash of an identifier. The line breaks keep it apart from every card's: a token has none.</summary>
    public Guid IdOf(short program, IdentifierKind kind, string value) =>
        IdOf(string.Create(CultureInfo.InvariantCulture, $"ledger identifier\n{program}\n{(short)kind}\n{value}"));

    /// <summary>
    /// A number below <paramref name="bound"/> that nobody can foretell without the secret, the same for the same
    /// <paramref name="batch"/>, <paramref name="place"/> and <paramref name="attempt"/>. It comes from 128 bits, so for bounds up to 10^18
    /// no number is likelier than another by more than 10^-20.
    /// </summary>
    public ulong Draw(Guid batch, int place, int attempt, ulong bound)
    {
        var domain = "ledger card number\n"u8;
        Span<byte> text = stackalloc byte[domain.Length + 24];
        Span<byte> hash = stackalloc byte[32];
        domain.CopyTo(text);
        batch.TryWriteBytes(text[domain.Length..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(text[(domain.Length + 16)..], place);
        BinaryPrimitives.WriteInt32BigEndian(text[(domain.Length + 20)..], attempt);
        HMACSHA256.HashData(_secret, text, hash);
        return (ulong)(BinaryPrimitives.ReadUInt128BigEndian(hash) % bound);
    }

    /// <summary>Reads the secret from <paramref name="file"/>; makes it there, readable by its owner alone, when there is none.</summary>
    public static CardKey ReadOrMake(string file) => new(SecretFile.ReadOrMake(file, "card key"));
}
