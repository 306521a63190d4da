using System.Buffers.Binary;
using System.Security.Cryptography;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Asked;

/// <summary>
/// Keys of what the ledger does by itself. They follow from what is done, so that whoever does it, and however often, it is done once. Like
/// a caller's they begin with a time, which picks their month of the journal; the rest is from a digest. They are UUIDs of version 8, which
/// no caller can send, so none of them is ever taken. The one exception is version 7: the key of an arrival is told in the receipt of the
/// transfer and can be asked for, and has been since 0.2.0.
/// </summary>
public static class DerivedKeys
{
    private const byte Version7 = 0x70;
    private const byte Version8 = 0x80;

    /// <summary>
    /// The key under which a transfer or merge arrives on its other side. A caller can know it, and use it for something else.
    /// </summary>
    public static Guid ArrivalOf(Guid key) => Following("ledger.arrive.v1"u8, key, Version7);

    /// <summary>The key under which a transfer or merge comes back that the other side could not take.</summary>
    public static Guid ComeBackOf(Guid key) => Following("ledger.comeback.v2"u8, key, Version8);

    /// <summary>The key under which a transfer that is reversed is taken back from its other side.</summary>
    public static Guid TakeBackOf(Guid key) => Following("ledger.takeback.v1"u8, key, Version8);

    /// <summary>The key of what is due on an account: its time is midnight (UTC) of <paramref name="date"/>.</summary>
    public static Guid UpkeepOf(OperationKind kind, long account, DateOnly date, Guid? original)
    {
        Span<byte> text = stackalloc byte[16 + 2 + 8 + 4 + 16];
        "ledger.upkeep.v2"u8.CopyTo(text);
        BinaryPrimitives.WriteInt16BigEndian(text[16..], (short)kind);
        BinaryPrimitives.WriteInt64BigEndian(text[18..], account);
        BinaryPrimitives.WriteInt32BigEndian(text[26..], date.DayNumber);
        original.GetValueOrDefault().TryWriteBytes(text[30..], bigEndian: true, out _);

        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, (date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * 86_400_000L);
        return Make(time[2..], text, Version8);
    }

    // As a till derives its keys: the time of the first key, the rest from a digest.
    private static Guid Following(ReadOnlySpan<byte> purpose, Guid key, byte version)
    {
        Span<byte> text = stackalloc byte[purpose.Length + 16];
        purpose.CopyTo(text);
        key.TryWriteBytes(text[purpose.Length..], bigEndian: true, out _);
        return Make(text.Slice(purpose.Length, 6), text, version);
    }

    /// <param name="time">Six bytes: Unix milliseconds.</param>
    /// <param name="text">What the key stands for.</param>
    /// <param name="version">In the upper four bits.</param>
    private static Guid Make(ReadOnlySpan<byte> time, ReadOnlySpan<byte> text, byte version)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(text, digest);
        Span<byte> bytes = stackalloc byte[16];
        time.CopyTo(bytes);
        digest[..10].CopyTo(bytes[6..]);
        bytes[6] = (byte)(version | (digest[0] & 0x0F));
        bytes[8] = (byte)(0x80 | (digest[2] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
