using Google.Protobuf;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// What has changed on purpose since 0.2.0, taken out of an answer before it is compared with the recorded one, byte for byte: fields that
/// messages have gained, which its clients skip; and keys of what the ledger does by itself, which are of version 8 now.
/// </summary>
internal static class LaterFields
{
    // The last field of a line of a statement that 0.2.0 knew.
    private const int LastOfStatementLine = 12;

    public static WireAnswer Without(RecordedCall call, WireAnswer answer) =>
        call.Method == "/ledger.v1.Reading/GetStatement" && answer.Status == StatusCode.OK && call.Answer.Status == StatusCode.OK
            ? answer with { Received = [OfStatement(answer.Received[0], call.Answer.Received[0])] } : answer;

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

    private static int VersionOf(ByteString key) => key[6] >> 4;
}
