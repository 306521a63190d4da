using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Ledger.Fuzz.Known;
using Ledger.Server.Intake;

namespace Ledger.Fuzz.Agreement;

/// <summary>The reader of batches against the generated parser: as many operations, the same ones, refused where that refuses.</summary>
internal sealed class BatchReading(KnownLedger ledger, OperationReading operations)
{
    private const int Most = 5;

    /// <summary>What differs; null: nothing.</summary>
    public string? Difference(byte[] bytes)
    {
        V1.PostBatchRequest? message = null;
        try
        {
            message = V1.PostBatchRequest.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            // Refused, or not read to where it breaks.
        }
        SentBatch batch;
        try
        {
            batch = SentBatch.Read(ledger.Plain, bytes.Length % 2 == 0 ? new ReadOnlySequence<byte>(bytes) : Segments.Of(bytes), Most);
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.InvalidArgument)
        {
            return message is null ? null : "A batch is refused that the parser takes.";
        }
        if (message is null) return batch.Count == Most + 1 ? null : "A batch is taken that the parser refuses.";
        if (batch.Count != Math.Min(message.Operations.Count, Most + 1))
            return $"A batch of {message.Operations.Count} counts {batch.Count}.";
        for (var at = 0; at < batch.Count && batch.Count <= Most; at++)
        {
            var (plain, parsed) = batch[at];
            var isSame = plain is null
                ? message.Operations[at].Equals(parsed)
                : OperationReading.SameOperation(plain, operations.LongWay(message.Operations[at]));
            if (!isSame) return $"Operation {at} of a batch is another one.";
        }
        return null;
    }
}
