using System.Buffers.Binary;
using System.Buffers.Text;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Reading;

namespace Ledger.Server.Queries;

/// <summary>A position of the journal as callers carry it: a version byte and each partition's next row in 8 bytes, in Base64Url.</summary>
internal static class PositionText
{
    private const byte Version = 1;

    public static string Of(JournalPosition position)
    {
        var bytes = new byte[1 + 8 * position.NextSeqs.Count];
        bytes[0] = Version;
        for (var i = 0; i < position.NextSeqs.Count; i++)
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + 8 * i), position.NextSeqs[i]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a position, which must not lie ahead of <paramref name="now"/>. Throws for anything else.</summary>
    public static JournalPosition Read(string text, JournalPosition now)
    {
        var bytes = new byte[1 + 8 * now.NextSeqs.Count];
        if (text.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.TryDecodeFromChars(text, bytes, out var length)
            || length != bytes.Length || bytes[0] != Version) throw Wrong();
        var next = new long[now.NextSeqs.Count];
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1 + 8 * i));
            if (next[i] < 1 || next[i] > now.NextSeqs[i]) throw Wrong();
        }
        return new JournalPosition(next);
    }

    private static Grpc.Core.RpcException Wrong() =>
        Problems.ToException(Problems.Invalid("position", "is not a position of an earlier answer of this ledger", "MALFORMED"));
}
