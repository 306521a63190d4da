using System.Buffers;
using Grpc.Core;
using Ledger.Rules.Basics;

namespace Ledger.Server.Wire;

/// <summary>
/// The results of a batch call: written in whatever order they become known, sent in that of their positions, out of one pooled buffer
/// rather than an array each. Not for concurrent use.
/// </summary>
internal sealed class BatchResults(int count) : IResults
{
    // A receipt of one transfer is about 110 bytes.
    private const int UsualLength = 128;

    private readonly Place[] _places = new Place[count];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(count * UsualLength);
    private int _length;
    private int _missing = count;

    /// <summary>True when each position has its result.</summary>
    public bool IsComplete => _missing == 0;

    public void Add(long position, int field, ReadOnlySpan<byte> content)
    {
        ref var place = ref _places[position];
        Invariant.Require(place.Length == 0);
        var most = ResultFrames.AroundMaxLength + content.Length;
        if (_bytes.Length - _length < most) Grow(most);
        var result = new MessageWriter(_bytes.AsSpan(_length));
        result.Number(1, position);
        result.Bytes(field, content);
        place = new Place(_length, result.Length);
        _length += result.Length;
        _missing--;
    }

    /// <summary>Writes the <c>PostBatchResponse</c> and gives the buffer back: once, and nothing can be added after it.</summary>
    public void Send(SerializationContext context)
    {
        var length = 0;
        foreach (var place in _places) length += 1 + MessageWriter.VarintLength((ulong)place.Length) + place.Length;
        context.SetPayloadLength(length);
        var buffer = context.GetBufferWriter();
        foreach (var place in _places)
        {
            var item = new MessageWriter(buffer.GetSpan(6 + place.Length));
            item.Bytes(1, _bytes.AsSpan(place.Start, place.Length));
            buffer.Advance(item.Length);
        }
        context.Complete();
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Grow(int most)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, _length + most));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private readonly record struct Place(int Start, int Length);
}
