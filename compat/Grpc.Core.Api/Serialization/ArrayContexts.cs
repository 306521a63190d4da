using System.Buffers;

namespace Grpc.Core;

/// <summary>Collects one message in an array.</summary>
internal sealed class ArraySerializationContext : SerializationContext
{
    private ArrayBufferWriter<byte>? _writer;
    private byte[]? _payload;
    private int _expectedLength;

    public override void SetPayloadLength(int payloadLength) => _expectedLength = payloadLength;

    public override IBufferWriter<byte> GetBufferWriter()
    {
        EnsureOpen();
        return _writer ??= _expectedLength > 0 ? new ArrayBufferWriter<byte>(_expectedLength) : new ArrayBufferWriter<byte>();
    }

    public override void Complete()
    {
        EnsureOpen();
        _payload = _writer is null ? [] : _writer.WrittenSpan.ToArray();
    }

    public override void Complete(byte[] payload)
    {
        EnsureOpen();
        _payload = payload;
    }

    public byte[] GetPayload() => _payload ?? throw new InvalidOperationException("The serializer did not complete the message.");

    private void EnsureOpen()
    {
        if (_payload is not null) throw new InvalidOperationException("The message is complete already.");
    }
}

/// <summary>Offers one message from an array.</summary>
internal sealed class ArrayDeserializationContext(byte[] payload) : DeserializationContext
{
    public override int PayloadLength => payload.Length;

    public override byte[] PayloadAsNewBuffer() => payload.AsSpan().ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(payload);
}
