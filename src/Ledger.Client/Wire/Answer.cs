using Ledger.V1;

namespace Ledger.Client.Wire;

/// <summary>Reads what the ledger decided.</summary>
internal static class Answer
{
    /// <summary>The decision, or null when the receipt is none to this operation.</summary>
    public static PostingResult? Of(Operation operation, Receipt receipt)
    {
        if (receipt.Outcome.IsWorthRetry() || receipt.Key != operation.Key)
            return null;
        return receipt.Outcome.IsPosted() ? new PostingResult.Posted(receipt) : new PostingResult.Refused(receipt);
    }

    public static PostingResult.NotFound NotFound(Operation operation, RequestProblem problem)
    {
        var violation = problem.Violations.Count > 0 ? problem.Violations[0] : null;
        return new PostingResult.NotFound(operation, violation?.Field ?? "", violation?.Description ?? problem.Message);
    }
}
