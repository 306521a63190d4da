using System.Numerics;
using Ledger.Rules.Basics;

namespace Ledger.Server.Wire;

/// <summary>
/// Writes protobuf fields into a span, in the order given, leaving zeros out as proto3 does. For the few messages that every posting
/// answers with: made without an object for each message and field, they cost a third.
/// </summary>
internal ref struct MessageWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    public static int VarintLength(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    public void Number(int field, long value)
    {
        if (value == 0) return;
        Varint((uint)field << 3);
        Varint((ulong)value);
    }

    public void Bytes(int field, scoped ReadOnlySpan<byte> value)
    {
        Varint(((uint)field << 3) | 2);
        Varint((uint)value.Length);
        value.CopyTo(_buffer[Length..]);
        Length += value.Length;
    }

    public void Key(int field, Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        Bytes(field, bytes);
    }

    /// <summary>Opens a message of less than 128 bytes; <see cref="Close"/> closes it.</summary>
    public int Open(int field)
    {
        Varint(((uint)field << 3) | 2);
        return Length++;
    }

    /// <param name="opened">What <see cref="Open"/> returned.</param>
    public readonly void Close(int opened)
    {
        var length = Length - opened - 1;
        Invariant.Require(length < 128);
        _buffer[opened] = (byte)length;
    }

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _buffer[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _buffer[Length++] = (byte)value;
    }
}
