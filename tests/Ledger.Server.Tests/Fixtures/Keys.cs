using Google.Protobuf;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>Keys of operations, as the database and as the wire have them.</summary>
internal static class Keys
{
    public static Guid Of(Operation operation) => OperationKey.FromByteString(operation.Key);

    public static ByteString New() => At(DateTimeOffset.UtcNow);

    public static ByteString At(DateTimeOffset instant) => OperationKey.ToByteString(OperationKey.At(instant));
}
