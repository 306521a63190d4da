using System.Buffers.Binary;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Ledger.Fuzz.Known;

namespace Ledger.Fuzz.Grammar;

/// <summary>
/// What stands in a field: mostly what a till sends, now and then the edges of what the contract allows, and what is beyond them.
/// </summary>
internal static class Values
{
    private static readonly long[] _edges =
    [
        0, -1, 1, 127, 128, 16_383, 16_384, 500_001, 1_000_000, 1_000_001, 2_000_001, int.MaxValue, int.MinValue, (1L << 53) - 1, 1L << 53,
        1_000_000_000_000, 1_000_000_000_001, long.MaxValue, long.MinValue,
    ];

    private static readonly string[] _texts =
    [
        "", "cash", "ticket 4711", "4711", "member", "gold", "a\u0007b", "\uFFFD", "日本語", "🎫", KnownLedger.Card, new string('x', 64),
        new string('x', 65),
        new string('y', 129),
    ];

    public static Gen<long> Number { get; } =
        Gen.Frequency((6, Gen.Long[1, 3_000]), (2, One(_edges)), (1, Gen.Long));

    /// <summary>Numbers that are nearly always right.</summary>
    public static Gen<long> PlainNumber { get; } = Gen.Frequency((20, Gen.Long[1, 3_000]), (1, Number));

    public static Gen<ByteString> Key { get; } = Gen.Frequency(
        (18, Gen.Select(Gen.Int[-700, 12], Gen.Long, (minutes, rest) => KeyAt(KnownLedger.Now.AddMinutes(minutes), rest))),
        (1, Gen.Select(Gen.Int[-60, 60], Gen.Long, (days, rest) => KeyAt(KnownLedger.Now.AddDays(days), rest))),
        (1, Gen.Byte.Array[0, 20].Select(bytes => ByteString.CopyFrom(bytes))));

    public static Gen<Timestamp> Time { get; } = Gen.Frequency(
        (18, Gen.Select(Gen.Int[-45_000, 45_000], Gen.Int[0, 999_999_999], At)),
        (1, Gen.Select(Number, Number, (seconds, nanos) => new Timestamp { Seconds = seconds, Nanos = (int)nanos })));

    /// <summary>One of these, each as likely as another.</summary>
    public static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    /// <summary>A value of a field, or one element where it is repeated.</summary>
    public static Gen<object> Of(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Int64 => Number.Select(number => (object)number),
        FieldType.Int32 => Number.Select(number => (object)(int)number),
        FieldType.Bool => Gen.Bool.Select(flag => (object)flag),
        FieldType.String => Gen.Frequency((6, One(_texts)), (1, Gen.String)).Select(text => (object)text),
        FieldType.Bytes => Key.Select(key => (object)key),
        FieldType.Enum => Gen.Int[-1, 12].Select(number => (object)number),
        FieldType.Message when field.MessageType == Timestamp.Descriptor => Time.Select(time => (object)time),
        FieldType.Message => Messages.Of(field.MessageType).Select(message => (object)message),
        _ => throw new NotSupportedException($"{field.FullName} is of a type that the contract has not had so far."),
    };

    private static Timestamp At(int seconds, int nanos)
    {
        var time = Timestamp.FromDateTimeOffset(KnownLedger.Now.AddSeconds(seconds));
        time.Nanos = nanos;
        return time;
    }

    private static ByteString KeyAt(DateTimeOffset time, long rest)
    {
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(key, time.ToUnixTimeMilliseconds() << 16);
        BinaryPrimitives.WriteInt64BigEndian(key[8..], rest);
        (key[6], key[8]) = (0x70, (byte)(0x80 | (key[8] & 0x3F)));
        return ByteString.CopyFrom(key);
    }
}
