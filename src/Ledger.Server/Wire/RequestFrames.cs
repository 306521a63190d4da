using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Ledger.Server.Wire;

/// <summary>gRPC's framing of the messages of a stream that is not compressed: a zero, four bytes of length, the message.</summary>
internal static class RequestFrames
{
    private const int HeadLength = 5;

    /// <summary>Takes the first message out of <paramref name="buffer"/>; false when it is not there to its end yet.</summary>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, int messageMaxBytes, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < HeadLength) return false;
        Span<byte> head = stackalloc byte[HeadLength];
        buffer.Slice(0, HeadLength).CopyTo(head);
        if (head[0] != 0)
            throw new RpcException(new Status(StatusCode.Internal, "Request did not include grpc-encoding value with compressed message."));
        var length = BinaryPrimitives.ReadUInt32BigEndian(head[1..]);
        if (length > messageMaxBytes)
            throw new RpcException(
                new Status(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."));
        if (buffer.Length < HeadLength + length) return false;
        message = buffer.Slice(HeadLength, length);
        buffer = buffer.Slice(message.End);
        return true;
    }

    /// <summary>The stream has ended: nothing of a message may be left.</summary>
    public static void RequireEmpty(in ReadOnlySequence<byte> rest)
    {
        if (!rest.IsEmpty) throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
    }
}
