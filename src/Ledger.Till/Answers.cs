using Ledger.Client;
using Ledger.V1;

namespace Ledger.Till;

/// <summary>What the steps of a visit cannot do without.</summary>
internal static class Answers
{
    public static Receipt MustBePosted(PostingResult result) => result switch
    {
        PostingResult.Posted posted => posted.Receipt,
        PostingResult.Refused refused => throw new VisitEndedException(
            $"Refused with {refused.Outcome}, available {Money.Show(refused.Available ?? 0)}."),
        PostingResult.NotFound notFound => throw new VisitEndedException($"Not found: {notFound.Field}, {notFound.Description}"),
        PostingResult.Unresolved unresolved => throw new VisitEndedException(
            $"No answer ({unresolved.Reason}, {unresolved.Attempts} attempts, {unresolved.LastProblem?.Message}); key {unresolved.Key}."),
        _ => throw new VisitEndedException($"Unexpected: {result}"),
    };
}
