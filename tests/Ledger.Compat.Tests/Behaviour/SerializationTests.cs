using System.Buffers;
using System.Text;
using Grpc.Core;
using Xunit;

namespace Ledger.Compat.Tests.Behaviour;

public sealed class SerializationTests
{
    [Fact]
    public void A_marshaller_over_arrays_works_through_contexts()
    {
        var context = new Sink();

        Marshallers.StringMarshaller.ContextualSerializer("é", context);

        Assert.Equal(Encoding.UTF8.GetBytes("é"), context.Payload);
        Assert.Equal("é", Marshallers.StringMarshaller.ContextualDeserializer(new Source(context.Payload!)));
    }

    [Fact]
    public void A_marshaller_over_contexts_works_through_arrays()
    {
        var marshaller = Marshallers.Create<string>(
            (text, context) =>
            {
                context.SetPayloadLength(Encoding.UTF8.GetByteCount(text));
                Encoding.UTF8.GetBytes(text, context.GetBufferWriter());
                context.Complete();
            },
            context => $"{context.PayloadLength}:{Encoding.UTF8.GetString(context.PayloadAsReadOnlySequence())}");

        Assert.Equal("2:hi", marshaller.Deserializer(marshaller.Serializer("hi")));
        Assert.Equal("0:", marshaller.Deserializer(marshaller.Serializer(string.Empty)));
    }

    [Fact]
    public void A_serializer_completes_exactly_once()
    {
        var never = new Marshaller<string>((_, _) => { }, _ => string.Empty);
        var twice = new Marshaller<string>(
            (_, context) =>
            {
                context.Complete([1]);
                context.Complete();
            },
            _ => string.Empty);

        Assert.Throws<InvalidOperationException>(() => never.Serializer("x"));
        Assert.Throws<InvalidOperationException>(() => twice.Serializer("x"));
    }

    [Fact]
    public void A_context_that_knows_only_arrays_offers_a_sequence_too() =>
        Assert.Equal([1, 2], new Source([1, 2]).PayloadAsReadOnlySequence().ToArray());

    private sealed class Sink : SerializationContext
    {
        public byte[]? Payload { get; private set; }

        public override void Complete(byte[] payload) => Payload = payload;
    }

    private sealed class Source(byte[] payload) : DeserializationContext
    {
        public override int PayloadLength => payload.Length;

        public override byte[] PayloadAsNewBuffer() => payload;
    }
}
