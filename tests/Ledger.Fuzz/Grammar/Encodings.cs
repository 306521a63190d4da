using CsCheck;
using Google.Protobuf;

namespace Ledger.Fuzz.Grammar;

/// <summary>Messages as bytes: as every encoder writes them, as odd but right ones do, and as nobody should.</summary>
internal static class Encodings
{
    public static Gen<byte[]> Operation { get; } = Gen.Frequency(
        (12, Odd(Messages.Operation.Select(operation => operation.ToByteArray()))),
        (1, Gen.Byte.Array[0, 60]));

    /// <summary>Batches of none to some more than there may be.</summary>
    public static Gen<byte[]> Batch { get; } = Odd(Operation.Array[0, 7].Select(operations =>
    {
        var bytes = new List<byte>();
        foreach (var operation in operations) bytes.AddRange([0x0A, .. Varint((ulong)operation.Length), .. operation]);
        return bytes.ToArray();
    }));

    private static Gen<byte[]> Odd(Gen<byte[]> messages) => Gen.Frequency(
        (6, messages),
        (5, Gen.Select(messages, Gen.Int[0, 8], Gen.Int[0, 1_000], Gen.Byte, Spoilt)),
        (1, Gen.Select(messages, messages, (first, second) => (byte[])[.. first, .. second])));

    private static byte[] Spoilt(byte[] message, int how, int where, byte what)
    {
        var fields = FieldsOf(message);
        if (fields.Count == 0) return [what];
        var at = where % fields.Count;
        return how switch
        {
            // Cut short, or a byte changed, left out, or put in.
            0 => message[..(where % message.Length)],
            1 => [.. message[..(where % message.Length)], what, .. message[(where % message.Length + 1)..]],
            2 => [.. message[..(where % message.Length)], .. message[(where % message.Length + 1)..]],
            3 => [.. message[..(where % message.Length)], what, .. message[(where % message.Length)..]],
            // A field again, and fields in another order.
            4 => [.. message, .. fields[at]],
            5 => [.. fields.Skip(at).Concat(fields.Take(at)).SelectMany(field => field)],
            // One that nobody knows, of any wire type.
            6 => [.. message, .. Unknown(what)],
            // Numbers longer than they need be.
            7 => [.. fields.SelectMany((field, index) => index == at ? Longer(field) : field)],
            // A length beyond the end.
            _ => [.. message, 0x0A, .. Varint((ulong)(where * 1_000_000L)), what],
        };
    }

    // Where it cannot be taken apart, the rest is one field.
    private static List<byte[]> FieldsOf(byte[] message)
    {
        var fields = new List<byte[]>();
        using var input = new CodedInputStream(message);
        for (var start = 0; start < message.Length; start = (int)input.Position)
            try
            {
                input.ReadTag();
                input.SkipLastField();
                fields.Add(message[start..(int)input.Position]);
            }
            catch (InvalidProtocolBufferException)
            {
                fields.Add(message[start..]);
                break;
            }
        return fields;
    }

    private static byte[] Unknown(byte what) => (what % 5) switch
    {
        0 => [0xF8, 0x07, what],
        1 => [0xF9, 0x07, what, 0, 0, 0, 0, 0, 0, 0],
        2 => [0xFA, 0x07, 1, what],
        3 => [0xFD, 0x07, what, 0, 0, 0],
        _ => [0xFB, 0x07, 0x08, (byte)(what & 0x7F), 0xFC, 0x07],
    };

    // The tag's first byte in two, or the last byte, where a number ends.
    private static byte[] Longer(byte[] field) => field[0] < 0x80 && field.Length % 2 == 0
        ? [(byte)(field[0] | 0x80), 0x00, .. field[1..]]
        : [.. field[..^1], (byte)(field[^1] | 0x80), 0x00];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
