using System.Globalization;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// What has changed on purpose since 0.2.0, taken out of an answer before it is compared with the recorded one, byte for byte: fields that
/// messages have gained, which its clients skip; what a fee from stored value nets; and keys of what the ledger does by itself, which are
/// of version 8 now.
/// </summary>
internal static class LaterFields
{
    // The last field of a line of a statement that 0.2.0 knew.
    private const int LastOfStatementLine = 12;
    // Columns that the file of a settlement has gained: fees_kept_minor, netted_minor, late_of.
    private const int LaterOfSettlement = 3;
    // A key as text, e.g. 019cd5eb-94c0-72da-bc98-ddfe69d37c22, and where it says its version.
    private const int KeyLength = 36;
    private const int VersionAt = 14;

    public static WireAnswer Without(RecordedCall call, WireAnswer answer)
    {
        if (answer.Status != StatusCode.OK || answer.Received.Length != call.Answer.Received.Length) return answer;
        Func<byte[], byte[], byte[]>? without = call.Method switch
        {
            "/ledger.v1.Reading/GetStatement" => OfStatement,
            "/ledger.v1.Reporting/Export" => OfExport,
            "/ledger.v1.Reporting/GetSettlement" => OfSettlement,
            _ => null,
        };
        return without is null ? answer : answer with { Received = [.. answer.Received.Zip(call.Answer.Received, without)] };
    }

    private static byte[] OfStatement(byte[] message, byte[] recorded)
    {
        var (statement, before) = (Statement.Parser.ParseFrom(message), Statement.Parser.ParseFrom(recorded));
        foreach (var line in statement.Lines)
            foreach (var field in StatementLine.Descriptor.Fields.InFieldNumberOrder())
                if (field.FieldNumber > LastOfStatementLine) field.Accessor.Clear(line);
        foreach (var (line, was) in statement.Lines.Zip(before.Lines))
            if (VersionOf(line.Receipt.Key) == 8 && VersionOf(was.Receipt.Key) == 7) line.Receipt.Key = was.Receipt.Key;
        return statement.ToByteArray();
    }

    private static byte[] OfExport(byte[] message, byte[] recorded)
    {
        var (piece, before) = (ExportPiece.Parser.ParseFrom(message), ExportPiece.Parser.ParseFrom(recorded));
        var (lines, were) = (piece.Content.ToStringUtf8().Split('\n'), before.Content.ToStringUtf8().Split('\n'));
        if (lines[0].StartsWith("party,", StringComparison.Ordinal))
            for (var at = 0; at < lines.Length; at++) lines[at] = AsSettledBefore(lines[at]);
        for (var at = 0; at < lines.Length && at < were.Length; at++)
            if (VersionOf(lines[at]) == '8' && VersionOf(were[at]) == '7') lines[at] = were[at][..KeyLength] + lines[at][KeyLength..];
        piece.Content = ByteString.CopyFrom(string.Join('\n', lines), Encoding.UTF8);
        return piece.ToByteArray();
    }

    // A fee from stored value was the party's debt, and what a refund kept back was its own.
    private static byte[] OfSettlement(byte[] message, byte[] recorded)
    {
        var settlement = Settlement.Parser.ParseFrom(message);
        foreach (var line in settlement.Lines)
        {
            line.NetMinor = NetBefore(line.NetMinor, line.FeesMinor, line.FeesKeptMinor, line.NettedMinor);
            (line.FeesKeptMinor, line.NettedMinor) = (0, 0);
        }
        return settlement.ToByteArray();
    }

    // The same of a line of its file, without the columns that came behind those of 0.2.0; none of these is quoted.
    private static string AsSettledBefore(string line)
    {
        var columns = line.TrimEnd('\r').Split(',');
        if (columns.Length <= LaterOfSettlement) return line;
        var before = columns[..^LaterOfSettlement];
        if (long.TryParse(columns[^5], CultureInfo.InvariantCulture, out var net))
            before[^2] = NetBefore(net, Number(columns[^9]), Number(columns[^3]), Number(columns[^2])).ToString(CultureInfo.InvariantCulture);
        return string.Join(',', before) + '\r';
    }

    private static long NetBefore(long net, long fees, long kept, long netted) => net - fees - kept + netted;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static int VersionOf(ByteString key) => key[6] >> 4;

    private static char VersionOf(string line) => line.Length > KeyLength && line[KeyLength] == ',' ? line[VersionAt] : ' ';
}
