using System.Buffers;
using Google.Protobuf;
using Ledger.Rules.Asked;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake;

/// <summary>The operations of a batch call.</summary>
internal sealed class SentBatch
{
    // Number and wire type of the only field there is.
    private const byte OperationTag = (1 << 3) | 2;
    private const int UsualLength = 48;

    private readonly List<(Operation? Plain, V1.Operation? Message)> _operations;

    private SentBatch(int count) => _operations = new(count);

    public int Count => _operations.Count;

    public (Operation? Plain, V1.Operation? Message) this[int position] => _operations[position];

    /// <summary>Reads a <c>PostBatchRequest</c>. What is odd about it as a whole is left to the parser.</summary>
    public static SentBatch Read(PlainReader plain, in ReadOnlySequence<byte> bytes)
    {
        var batch = new SentBatch((int)(bytes.Length / UsualLength));
        if (batch.TryRead(plain, bytes)) return batch;
        var message = Methods.Parse(V1.PostBatchRequest.Parser, bytes);
        batch._operations.Clear();
        foreach (var operation in message.Operations) batch._operations.Add((null, operation));
        return batch;
    }

    private bool TryRead(PlainReader plain, in ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        while (reader.TryRead(out var tag))
        {
            if (tag != OperationTag || !TryLength(ref reader, out var length) || !reader.TryReadExact(length, out var message)) return false;
            if (plain.TryRead(message) is { } operation) _operations.Add((operation, null));
            else if (TryParse(message) is { } parsed) _operations.Add((null, parsed));
            else return false;
        }
        return true;
    }

    private static bool TryLength(ref SequenceReader<byte> reader, out int length)
    {
        length = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            if (!reader.TryRead(out var part)) return false;
            length |= (part & 0x7F) << shift;
            if (part < 0x80) return true;
        }
        return false;
    }

    // What is wrong with it is told of the request as a whole.
    private static V1.Operation? TryParse(in ReadOnlySequence<byte> message)
    {
        try
        {
            return V1.Operation.Parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
