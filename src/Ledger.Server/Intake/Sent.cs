using System.Buffers;
using Ledger.Rules.Asked;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake;

/// <summary>An operation as it was sent: a plain one is read already, of every other one there is the message.</summary>
internal sealed record Sent(Operation? Plain, V1.Operation? Message)
{
    /// <summary>Reads a single operation; one that is too long is refused before it is parsed.</summary>
    /// <param name="most">How many bytes it may have.</param>
    public static Sent Read(PlainReader plain, in ReadOnlySequence<byte> bytes, int most)
    {
        if (bytes.Length > most)
            throw Problems.ToException(Problems.Invalid("", $"the operation has {bytes.Length} bytes, more than {most}", "LENGTH"));
        return plain.TryRead(bytes) is { } operation
            ? new Sent(operation, null) : new Sent(null, Methods.Parse(V1.Operation.Parser, bytes));
    }
}
