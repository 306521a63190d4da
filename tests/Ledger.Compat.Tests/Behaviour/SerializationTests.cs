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
    public void A_marshaller_over_contexts_uses_its_functions_and_has_none_over_arrays()
    {
        var marshaller = Marshallers.Create<string>(
            (text, context) => context.Complete(Encoding.UTF8.GetBytes(text)),
            context => $"{context.PayloadLength}:{Encoding.UTF8.GetString(context.PayloadAsReadOnlySequence())}");
        var context = new Sink();

        marshaller.ContextualSerializer("hi", context);

        Assert.Equal("2:hi", marshaller.ContextualDeserializer(new Source(context.Payload!)));
        Assert.Throws<NotImplementedException>(() => marshaller.Serializer("hi"));
        Assert.Throws<NotImplementedException>(() => marshaller.Deserializer([1]));
    }

    [Fact]
    public void A_context_refuses_what_it_does_not_implement()
    {
        var context = new Sink();

        Assert.Throws<NotImplementedException>(() => context.GetBufferWriter());
        Assert.Throws<NotImplementedException>(() => context.Complete());
        context.SetPayloadLength(1);
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
