using System.Buffers;
using Google.Protobuf;
using Ledger.Rules.Asked;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake;

/// <summary>
/// The operations of a batch call. One may be as short as two bytes, a hundred as an object, so they are counted before they are parsed.
/// </summary>
internal sealed class SentBatch
{
    // Number and wire type of the only field there is.
    private const byte OperationTag = (1 << 3) | 2;
    private const int UsualLength = 48;

    private readonly List<(Operation? Plain, V1.Operation? Message)> _operations = [];

    private SentBatch()
    {
    }

    /// <summary>How many there are; where there are too many, one more than there may be, and none of them is to be had.</summary>
    public int Count { get; private set; }

    public (Operation? Plain, V1.Operation? Message) this[int position] => _operations[position];

    /// <summary>Reads a <c>PostBatchRequest</c>. What is odd about it as a whole is left to the parser.</summary>
    /// <param name="most">How many operations there may be.</param>
    public static SentBatch Read(PlainReader plain, in ReadOnlySequence<byte> bytes, int most)
    {
        var batch = new SentBatch();
        if (!batch.TryRead(plain, bytes, most)) batch.Parse(bytes, most);
        return batch;
    }

    private bool TryRead(PlainReader plain, in ReadOnlySequence<byte> bytes, int most)
    {
        _operations.EnsureCapacity((int)Math.Min(most, bytes.Length / UsualLength));
        var reader = new SequenceReader<byte>(bytes);
        while (Count <= most && reader.TryRead(out var tag))
        {
            if (tag != OperationTag || !TryLength(ref reader, out var length) || !reader.TryReadExact(length, out var message))
                return false;
            if (plain.TryRead(message) is { } operation) _operations.Add((operation, null));
            else if (TryParse(message) is { } parsed) _operations.Add((null, parsed));
            else return false;
            Count++;
        }
        return true;
    }

    private void Parse(in ReadOnlySequence<byte> bytes, int most)
    {
        _operations.Clear();
        Count = CountUpTo(most + 1, bytes);
        if (Count > most) return;
        foreach (var operation in Methods.Parse(V1.PostBatchRequest.Parser, bytes).Operations) _operations.Add((null, operation));
    }

    private static int CountUpTo(int enough, in ReadOnlySequence<byte> bytes)
    {
        var count = 0;
        using var input = new CodedInputStream(bytes.ToArray());
        try
        {
            while (count < enough && input.ReadTag() is var tag and not 0)
            {
                if (tag == OperationTag) count++;
                input.SkipLastField();
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // The parser says what is wrong.
        }
        return count;
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
