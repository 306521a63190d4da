using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Ledger.Server.Wire;

namespace Ledger.Server.Contract;

/// <summary>
/// Describes the calls of the contract to the gRPC server. The generated service bases would do, but for two things: bytes that are
/// not the message they should be are the caller's mistake, and are told as INVALID_ARGUMENT; and the answers to postings are bytes
/// already when they get here.
/// </summary>
internal static class Methods
{
    public static Method<TRequest, TResponse> Of<TRequest, TResponse>(string service, string name, MethodType type = MethodType.Unary)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse> =>
        new(type, service, name, Requests<TRequest>(), new Marshaller<TResponse>(Serialize, NoAnswersComeIn<TResponse>));

    /// <summary>A call whose request is read by <paramref name="read"/>, and which answers with the bytes of one message.</summary>
    public static Method<TRequest, byte[]> Encoded<TRequest>(
        string service, string name, MethodType type, Func<ReadOnlySequence<byte>, TRequest> read)
        where TRequest : class =>
        new(type, service, name, Requests(read), new Marshaller<byte[]>(Serialize, NoAnswersComeIn<byte[]>));

    /// <summary>The same for a call that answers with results.</summary>
    public static Method<TRequest, BatchResults> Batched<TRequest>(string service, string name, Func<ReadOnlySequence<byte>, TRequest> read)
        where TRequest : class =>
        new(MethodType.Unary, service, name, Requests(read), new Marshaller<BatchResults>(
            (results, context) => results.Send(context), NoAnswersComeIn<BatchResults>));

    /// <summary>Reads a request; bytes that are none are told as INVALID_ARGUMENT.</summary>
    public static T Parse<T>(MessageParser<T> parser, in ReadOnlySequence<byte> bytes) where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException reason)
        {
            throw Problems.ToException(Problems.Invalid("", $"the message is not a {typeof(T).Name}: {reason.Message}", "MALFORMED"));
        }
    }

    private static Marshaller<T> Requests<T>() where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        return Requests(bytes => Parse(parser, bytes));
    }

    private static Marshaller<T> Requests<T>(Func<ReadOnlySequence<byte>, T> read) => new(
        (_, _) => throw new NotSupportedException("A server sends no requests."), context => read(context.PayloadAsReadOnlySequence()));

    private static T NoAnswersComeIn<T>(DeserializationContext context) => throw new NotSupportedException("A server gets no answers.");

    private static void Serialize<T>(T message, SerializationContext context) where T : class, IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    private static void Serialize(byte[] message, SerializationContext context)
    {
        context.SetPayloadLength(message.Length);
        context.GetBufferWriter().Write(message);
        context.Complete();
    }
}
