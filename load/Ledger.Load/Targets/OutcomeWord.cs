using System.Text;
using Ledger.Client;
using Ledger.Load.Engine;
using Ledger.Load.Recording;
using Ledger.V1;

namespace Ledger.Load.Targets;

/// <summary>What the typed client's results are counted as.</summary>
internal static class OutcomeWord
{
    public static Answer Of(PostingResult result) => result switch
    {
        PostingResult.Posted posted => new Answer(Snake(posted.Receipt.Outcome.ToString()), Ending.Ok) { Receipt = posted.Receipt },
        PostingResult.Refused refused => new Answer(Snake(refused.Outcome.ToString()), Ending.Refused) { Receipt = refused.Receipt },
        PostingResult.NotFound missing => new Answer($"not_found: {missing.Field}", Ending.Failed),
        PostingResult.Invalid invalid => Of(invalid.Problem),
        PostingResult.Unresolved open => new Answer(
            $"{(open.MayHaveBeenPosted ? "unknown" : "not decided")}: {WordOf(open.LastProblem)}", Ending.Failed)
        {
            WorthRetry = true, MayHaveBeenPosted = open.MayHaveBeenPosted, RetryDelay = open.LastProblem?.RetryDelay,
        },
        _ => throw new InvalidOperationException($"{result.GetType().Name} is no result of the client."),
    };

    public static Answer Of(RequestProblem problem) => new(
        $"invalid: {(problem.Violations.Count > 0 ? problem.Violations[0].Reason : WordOf(problem))}", Ending.Failed)
    {
        MayHaveBeenPosted = problem.MayHaveBeenPosted,
    };

    private static string WordOf(RequestProblem? problem) => problem is null ? "never sent"
        : problem.Reason.Length > 0 ? problem.Reason
        : Snake(problem.StatusCode.ToString());

    public static string Snake(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }
        return snake.ToString();
    }
}
