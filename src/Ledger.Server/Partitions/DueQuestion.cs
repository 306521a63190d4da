using Ledger.Rules.State;
using Ledger.Rules.Time;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>
/// A question for the accounts whose checkpoints lag behind and on which something is due: by day, or by the end of a hold.
/// </summary>
/// <param name="day">Null: only holds are asked for.</param>
public sealed class DueQuestion(DateOnly? day, DateTime now) : WorkItem
{
    private readonly TaskCompletionSource<IReadOnlyList<long>?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The accounts; null: the writer cannot tell now.</summary>
    public Task<IReadOnlyList<long>?> Completion => _answer.Task;

    public void Answer(IEnumerable<AccountState> lagging) =>
        _answer.TrySetResult([.. lagging.Where(IsDue).Select(state => state.Account).Distinct()]);

    public override void Fail(Status problem) => _answer.TrySetResult(null);

    private bool IsDue(AccountState state) => Due.NextHold(state) <= now || (day is { } today && Due.Next(state) <= today);
}
