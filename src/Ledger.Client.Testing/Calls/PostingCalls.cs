using Google.Protobuf;
using Ledger.Client.Testing.Books;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Intake;

namespace Ledger.Client.Testing.Calls;

/// <summary>The write side of the contract, and the quote of a posting: read by the server's own reader, decided by the writer in
/// memory.</summary>
internal sealed class PostingCalls(OperationReader reader, SingleWriter writer, OwnWork work, Limits limits, TimeProvider time)
{
    public async Task<V1.Receipt> PostAsync(V1.Operation request, CancellationToken cancellation) =>
        (await DecideAsync(request, cancellation)).ReceiptOrThrow();

    public async Task<V1.PostBatchResponse> PostBatchAsync(V1.PostBatchRequest request, CancellationToken cancellation)
    {
        var check = new Violations();
        check.Range("operations", request.Operations.Count, 1, limits.BatchMaxCount);
        check.ThrowIfAny();

        var answer = new V1.PostBatchResponse();
        foreach (var operation in request.Operations) answer.Results.Add(await ResultAsync(operation, answer.Results.Count, cancellation));
        return answer;
    }

    /// <summary>The answer to one operation of a batch or stream.</summary>
    public async Task<V1.PostResult> ResultAsync(V1.Operation operation, long position, CancellationToken cancellation)
    {
        var decided = await DecideAsync(operation, cancellation);
        var result = new V1.PostResult { Position = position };
        if (decided.Problem is { } problem) result.Problem = problem;
        else result.Receipt = decided.Receipt();
        return result;
    }

    public async Task<V1.Quote> GetQuoteAsync(V1.Operation request, CancellationToken cancellation)
    {
        var isKeyMade = request.Key.IsEmpty;
        if (isKeyMade)
        {
            request = request.Clone();
            request.Key = Receipts.KeyBytes(Guid.CreateVersion7(time.GetUtcNow()));
        }
        var (operation, problem) = await reader.ReadAsync(request, Caller.Own, cancellation, isQuote: true);
        if (problem is not null) throw Problems.ToException(problem);
        var receipt = writer.Quote(operation!).ReceiptOrThrow();
        (receipt.Sequence, receipt.PostedAt) = (0, null);
        if (isKeyMade) Forget(receipt, operation!);
        return new V1.Quote { Receipt = receipt };
    }

    private async Task<Decided> DecideAsync(V1.Operation wire, CancellationToken cancellation)
    {
        var (operation, problem) = await reader.ReadAsync(wire, Caller.Own, cancellation);
        if (problem is not null) return Decided.Not(problem);
        var decided = writer.Post(operation!);
        work.Follow(decided);
        return decided;
    }

    // What follows from a key that nobody will ever send is of no use.
    private static void Forget(V1.Receipt receipt, Operation operation)
    {
        (receipt.Key, receipt.ArrivalKey) = (ByteString.Empty, ByteString.Empty);
        if (operation is { Kind: OperationKind.OpenAccount, AccountStated: false }) (receipt.Account, receipt.Partition) = (0, 0);
    }
}
