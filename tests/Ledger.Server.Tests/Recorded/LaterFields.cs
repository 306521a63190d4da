using Google.Protobuf;
using Ledger.V1;

namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// Fields that messages have gained since 0.2.0, whose clients skip what they do not know: they are taken out of an answer before it is
/// compared with the recorded one, byte for byte; every other field has to be there as it was.
/// </summary>
internal static class LaterFields
{
    // The last field of a line of a statement that 0.2.0 knew.
    private const int LastOfStatementLine = 12;

    public static WireAnswer Without(string method, WireAnswer answer) =>
        method == "/ledger.v1.Reading/GetStatement" ? answer with { Received = [.. answer.Received.Select(OfStatement)] } : answer;

    private static byte[] OfStatement(byte[] message)
    {
        var statement = Statement.Parser.ParseFrom(message);
        foreach (var line in statement.Lines)
            foreach (var field in StatementLine.Descriptor.Fields.InFieldNumberOrder())
                if (field.FieldNumber > LastOfStatementLine) field.Accessor.Clear(line);
        return statement.ToByteArray();
    }
}
