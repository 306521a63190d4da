using System.Buffers.Binary;
using System.Security.Cryptography;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Asked;

/// <summary>
/// Keys of what the ledger does by itself. They follow from what is done, so that whoever does it, and however often, it is done once:
/// UUIDs of version 7 with a time of their own and the rest from a digest.
/// </summary>
public static class DerivedKeys
{
    /// <summary>The key under which a transfer or merge arrives on its other side.</summary>
    public static Guid ArrivalOf(Guid key) => Following("ledger.arrive.v1"u8, key);

    /// <summary>The key under which a transfer or merge comes back that the other side could not take.</summary>
    /// <param name="taken">How many of these keys stand for something else, because a caller has used them: from 0 to 255.</param>
    public static Guid ComeBackOf(Guid key, int taken = 0) => taken == 0
        ? Following("ledger.comeback.v1"u8, key) : Following([.. "ledger.comeback.v1."u8, checked((byte)taken)], key);

    /// <summary>The key of what is due on an account: its time is midnight (UTC) of <paramref name="date"/>.</summary>
    public static Guid UpkeepOf(OperationKind kind, long account, DateOnly date, Guid? original)
    {
        Span<byte> text = stackalloc byte[16 + 2 + 8 + 4 + 16];
        "ledger.upkeep.v1"u8.CopyTo(text);
        BinaryPrimitives.WriteInt16BigEndian(text[16..], (short)kind);
        BinaryPrimitives.WriteInt64BigEndian(text[18..], account);
        BinaryPrimitives.WriteInt32BigEndian(text[26..], date.DayNumber);
        original.GetValueOrDefault().TryWriteBytes(text[30..], bigEndian: true, out _);

        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, (date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * 86_400_000L);
        return Make(time[2..], text);
    }

    // As a till derives its keys: the time of the first key, the rest from a digest.
    private static Guid Following(ReadOnlySpan<byte> purpose, Guid key)
    {
        Span<byte> text = stackalloc byte[purpose.Length + 16];
        purpose.CopyTo(text);
        key.TryWriteBytes(text[purpose.Length..], bigEndian: true, out _);
        return Make(text.Slice(purpose.Length, 6), text);
    }

    /// <param name="time">Six bytes: Unix milliseconds.</param>
    /// <param name="text">What the key stands for.</param>
    private static Guid Make(ReadOnlySpan<byte> time, ReadOnlySpan<byte> text)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(text, digest);
        Span<byte> bytes = stackalloc byte[16];
        time.CopyTo(bytes);
        digest[..10].CopyTo(bytes[6..]);
        bytes[6] = (byte)(0x70 | (digest[0] & 0x0F));
        bytes[8] = (byte)(0x80 | (digest[2] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
