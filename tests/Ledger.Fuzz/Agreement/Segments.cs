using System.Buffers;

namespace Ledger.Fuzz.Agreement;

/// <summary>Bytes as they come from a connection: in two pieces.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

    public static ReadOnlySequence<byte> Of(byte[] bytes)
    {
        if (bytes.Length < 2) return new ReadOnlySequence<byte>(bytes);
        var (first, second) = (
            new Segments(bytes.AsMemory(..(bytes.Length / 2)), 0), new Segments(bytes.AsMemory((bytes.Length / 2)..), bytes.Length / 2));
        first.Next = second;
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }
}
