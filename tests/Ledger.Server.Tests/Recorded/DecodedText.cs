using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Health.V1;
using RpcStatus = Google.Rpc.Status;

namespace Ledger.Server.Tests.Recorded;

/// <summary>Recorded bytes as text, for whoever has to find out what differs.</summary>
internal static class DecodedText
{
    private static readonly FileDescriptor[] Contracts = [LedgerReflection.Descriptor, HealthReflection.Descriptor];
    private static readonly JsonFormatter Json =
        new(JsonFormatter.Settings.Default.WithIndentation().WithTypeRegistry(TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    public static string OfRequest(RecordedCall call) =>
        string.Join('\n', call.Sent.Select(message => Of(MethodOf(call).InputType, message)));

    public static string OfAnswer(RecordedCall call, WireAnswer answer) => string.Join('\n',
    [
        .. answer.Received.Select(message => Of(MethodOf(call).OutputType, message)),
        $"{answer.Status} {answer.Message}",
        .. answer.Details.Length > 0 ? [Of(RpcStatus.Descriptor, answer.Details)] : Array.Empty<string>(),
    ]);

    private static MethodDescriptor MethodOf(RecordedCall call)
    {
        var parts = call.Method.Split('/');
        return Contracts.SelectMany(file => file.Services).Single(service => service.FullName == parts[1]).FindMethodByName(parts[2]);
    }

    private static string Of(MessageDescriptor type, byte[] message)
    {
        try
        {
            return $"{Json.Format(type.Parser.ParseFrom(message))} {Convert.ToHexString(message)}";
        }
        catch (Exception unreadable) when (unreadable is InvalidProtocolBufferException or InvalidOperationException)
        {
            return Convert.ToHexString(message);
        }
    }
}
