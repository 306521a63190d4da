using Grpc.Core;

namespace Ledger.Client;

/// <summary>
/// The ledger does not take the request as it is: a field is wrong, the caller is not allowed, or the server does not know the call.
/// A mistake in a program or its configuration, not worth a retry. Nothing was recorded by the attempt that got this answer;
/// <see cref="RequestProblem.MayHaveBeenPosted"/> tells whether an earlier attempt of the same call may have.
/// </summary>
public sealed class LedgerRequestException : Exception
{
    internal LedgerRequestException(RequestProblem problem)
        : base(Describe(problem)) => Problem = problem;

    /// <summary>The status with its details.</summary>
    public RequestProblem Problem { get; }

    /// <summary>The gRPC status code, e.g. <see cref="Grpc.Core.StatusCode.InvalidArgument"/>.</summary>
    public StatusCode StatusCode => Problem.StatusCode;

    /// <summary>Each wrong field; empty when the status names none.</summary>
    public IReadOnlyList<FieldViolation> Violations => Problem.Violations;

    private static string Describe(RequestProblem problem)
    {
        var fields = string.Join("; ", problem.Violations.Select(v => $"{v.Field}: {v.Description} ({v.Reason})"));
        return fields.Length == 0 ? $"{problem.StatusCode}: {problem.Message}" : $"{problem.StatusCode}: {problem.Message} [{fields}]";
    }
}
