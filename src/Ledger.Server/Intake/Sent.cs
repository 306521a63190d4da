using System.Buffers;
using Ledger.Rules.Asked;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake;

/// <summary>An operation as it was sent: a plain one is read already, of every other one there is the message.</summary>
internal sealed record Sent(Operation? Plain, V1.Operation? Message)
{
    /// <summary>Reads a single operation.</summary>
    public static Sent Read(PlainReader plain, in ReadOnlySequence<byte> bytes) =>
        plain.TryRead(bytes) is { } operation ? new Sent(operation, null) : new Sent(null, Methods.Parse(V1.Operation.Parser, bytes));
}
