using Ledger.Rules.Asked;
using Ledger.Server.Authority.Persons;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Intake;

/// <summary>
/// Has operations decided that could not be read here, because another server has what they are compared with: a PIN, the sender of a
/// transfer that is reversed. They are sent there as they came, and on from there where that server names another one.
/// </summary>
internal sealed class UnreadOperations(OperationReader reader, StepUps stepUps, Router router)
{
    // Of a merged account's return: where the account is, and where the one is that answers for it.
    private const int SendingsMax = 4;

    /// <summary>The result, whoever gave it; or the operation, where it turned out to be readable here after all.</summary>
    /// <param name="problem">What kept it from being read: the result, unless another server can do better.</param>
    /// <param name="mayBeSentOn">It comes from a caller and not from another server.</param>
    internal async Task<(Operation? Operation, V1.PostResult? Result)> DecideAsync(
        V1.Operation wire, Status problem, bool mayBeSentOn, Caller from, DateTime deadline, CancellationToken cancellation)
    {
        for (var sendings = 0; sendings < SendingsMax && mayBeSentOn && Problems.PartitionElsewhere(problem) is { } partition; sendings++)
        {
            var unread = new UnreadPosting(wire) { Deadline = deadline, Caller = cancellation, From = from };
            router.HandTo(partition, unread);
            var result = await unread.Answered;
            if (result is null)
            {
                var (operation, again) = await reader.ReadAsync(wire, from, cancellation);
                if (again is null)
                {
                    // It was accepted before it was sent on its way.
                    if (wire.StepUp.Length > 0)
                        operation!.ApprovedBy = (await stepUps.FindAsync(wire, cancellation))?.Operator ?? 0;
                    return (operation, null);
                }
                problem = again;
            }
            else if (result.Problem is { } other && Problems.PartitionElsewhere(other) is { } next && next != partition) problem = other;
            else return (null, result);
        }
        return (null, new V1.PostResult { Problem = problem });
    }
}
