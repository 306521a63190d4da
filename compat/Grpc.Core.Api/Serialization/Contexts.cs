using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a serializer puts the bytes of one message.</summary>
public abstract class SerializationContext
{
    /// <summary>Hands over the whole message. Either this or <see cref="GetBufferWriter"/> is used, once.</summary>
    public virtual void Complete(byte[] payload) => throw NotSupportedHere();

    /// <summary>A buffer to write the message to, followed by <see cref="Complete()"/>.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw NotSupportedHere();

    /// <summary>Announces the length of the message before the first byte is written.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends a message written to <see cref="GetBufferWriter"/>.</summary>
    public virtual void Complete() => throw NotSupportedHere();

    private static NotImplementedException NotSupportedHere() => new("This serialization context does not implement the method.");
}

/// <summary>Where a deserializer finds the bytes of one message; valid during the call of the deserializer only.</summary>
public abstract class DeserializationContext
{
    /// <summary>Number of bytes in the message.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The message as a new array. Either this or <see cref="PayloadAsReadOnlySequence"/> is used, once.</summary>
    public virtual byte[] PayloadAsNewBuffer() =>
        throw new NotImplementedException("This deserialization context does not implement the method.");

    /// <summary>The message without a copy where the implementation can; the sequence must not be kept.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(PayloadAsNewBuffer());
}
