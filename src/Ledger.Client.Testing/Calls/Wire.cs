using System.Buffers;
using Grpc.Core;

namespace Ledger.Client.Testing.Calls;

/// <summary>Turns messages into the bytes that a connection would carry and back, so that whatever a caller's marshaller reads and writes
/// will do.</summary>
internal static class Wire
{
    public static byte[] Write<T>(Marshaller<T> marshaller, T message)
    {
        var written = new Writing();
        marshaller.ContextualSerializer(message, written);
        return written.Bytes;
    }

    public static T Read<T>(Marshaller<T> marshaller, byte[] bytes) => marshaller.ContextualDeserializer(new Reading(bytes));

    private sealed class Writing : SerializationContext
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();

        public byte[] Bytes { get; private set; } = [];

        public override void Complete(byte[] payload) => Bytes = payload;

        public override void Complete() => Bytes = _buffer.WrittenSpan.ToArray();

        public override IBufferWriter<byte> GetBufferWriter() => _buffer;

        public override void SetPayloadLength(int payloadLength)
        {
            // The buffer grows by itself.
        }
    }

    private sealed class Reading(byte[] bytes) : DeserializationContext
    {
        public override int PayloadLength => bytes.Length;

        public override byte[] PayloadAsNewBuffer() => [.. bytes];

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(bytes);
    }
}
