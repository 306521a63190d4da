using Google.Protobuf;
using Grpc.Core;

namespace Ledger.Server.Contract;

/// <summary>
/// Describes the calls of the contract to the gRPC server. The generated service bases would do, but for one thing: bytes that are
/// not the message they should be are the caller's mistake, and are told as INVALID_ARGUMENT.
/// </summary>
internal static class Methods
{
    public static Method<TRequest, TResponse> Of<TRequest, TResponse>(string service, string name, MethodType type)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        new(type, service, name, Marshaller<TRequest>(), Marshaller<TResponse>());

    private static Marshaller<T> Marshaller<T>() where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        return new Marshaller<T>(Serialize, context =>
        {
            try
            {
                return parser.ParseFrom(context.PayloadAsReadOnlySequence());
            }
            catch (InvalidProtocolBufferException reason)
            {
                var violation = new V1.Rpc.BadRequest.Types.FieldViolation
                {
                    Field = "", Reason = "MALFORMED", Description = $"the message is not a {typeof(T).Name}: {reason.Message}",
                };
                throw Problems.ToException(Problems.Invalid([violation]));
            }
        });
    }

    private static void Serialize<T>(T message, SerializationContext context) where T : class, IMessage<T>, new()
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
