using System.Buffers.Binary;

namespace Ledger.Server.Wire;

/// <summary>
/// Results on their way out of a stream: the messages one behind the other in one buffer, each with gRPC's five bytes ahead of it, so
/// that whatever a commit answers leaves in one write. The buffer is used again. Not for concurrent use.
/// </summary>
internal sealed class ResultFrames : IResults
{
    // Whether it is compressed, and the length of the message.
    private const int HeadLength = 5;
    // The numbers of both fields, the position, the length of the content.
    internal const int AroundMaxLength = 1 + 10 + 1 + 5;
    // What a burst of answers has made larger than this is not kept.
    private const int KeptMaxLength = 1024 * 1024;

    private byte[] _bytes = [];
    private int _length;

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    public void Add(long position, int field, ReadOnlySpan<byte> content)
    {
        var most = HeadLength + AroundMaxLength + content.Length;
        if (_bytes.Length - _length < most) Array.Resize(ref _bytes, Math.Max(Math.Max(4096, _bytes.Length * 2), _length + most));
        var frame = _bytes.AsSpan(_length);
        var message = new MessageWriter(frame[HeadLength..]);
        message.Number(1, position);
        message.Bytes(field, content);
        frame[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], message.Length);
        _length += HeadLength + message.Length;
        Count++;
    }

    /// <summary>Forgets what has been written.</summary>
    public void Clear()
    {
        (_length, Count) = (0, 0);
        if (_bytes.Length > KeptMaxLength) _bytes = [];
    }
}
