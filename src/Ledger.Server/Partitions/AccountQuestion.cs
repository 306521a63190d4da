using Ledger.Rules.State;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>A question for what an account holds, answered in line with the postings of the account.</summary>
public sealed class AccountQuestion(long account) : WorkItem
{
    private readonly TaskCompletionSource<(AccountState? State, Status? Problem)> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Account { get; } = account;

    /// <summary>The state, which nobody changes any more; or the problem.</summary>
    public Task<(AccountState? State, Status? Problem)> Completion => _answer.Task;

    public void Answer(AccountState state) => _answer.TrySetResult((state, null));

    public override void Fail(Status problem) => _answer.TrySetResult((null, problem));
}
