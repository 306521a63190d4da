using Ledger.Server.Rules;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>Something for a partition to do. It is answered exactly once, by the worker or by whoever could not hand it over.</summary>
public abstract class WorkItem
{
    /// <summary>When the caller stops waiting, UTC.</summary>
    public DateTime Deadline { get; init; } = DateTime.MaxValue;

    /// <summary>Set when the caller goes away.</summary>
    public CancellationToken Caller { get; init; }

    /// <summary>True when nobody waits any more; such work is dropped before it is decided, never after.</summary>
    public bool IsTooLate(DateTime now) => now >= Deadline || Caller.IsCancellationRequested;

    /// <summary>Answers with a problem instead of a result.</summary>
    public abstract void Fail(Status problem);
}

/// <summary>An operation to be decided and posted.</summary>
public abstract class PostingItem(Operation operation) : WorkItem
{
    public Operation Operation { get; } = operation;

    /// <summary>Found out while posting: the accounts at which cards and identifiers that the operation gives point already. Null: not looked up.</summary>
    internal IReadOnlyDictionary<Guid, long>? Taken { get; set; }

    /// <summary>The journal does not hold the key, as far as was known when it was looked up.</summary>
    internal bool IsKeyLookedUp { get; set; }

    /// <summary>Set by the batch before it answers.</summary>
    internal bool IsAnswered { get; set; }

    /// <summary>What the batch under way decided on it.</summary>
    internal DecidedAs Decided { get; set; }

    /// <summary>Answers with the transaction: its rows in the order of their legs, valid during the call. The decision is durable.</summary>
    /// <param name="rows">At least one.</param>
    /// <param name="replayed">True when the rows were there before this item came.</param>
    public abstract void Answer(ReadOnlySpan<JournalRow> rows, bool replayed);

    /// <summary>Answers that the key stands for another operation, whose first row is given.</summary>
    public abstract void AnswerKeyReused(in JournalRow first, string differingField);
}

/// <summary>A question for what an account holds, answered in line with the postings of the account.</summary>
public sealed class AccountQuestion(long account) : WorkItem
{
    private readonly TaskCompletionSource<(AccountState? State, Status? Problem)> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Account { get; } = account;

    /// <summary>The state, which nobody changes any more; or the problem.</summary>
    public Task<(AccountState? State, Status? Problem)> Completion => _answer.Task;

    public void Answer(AccountState state) => _answer.TrySetResult((state, null));

    public override void Fail(Status problem) => _answer.TrySetResult((null, problem));
}

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

/// <summary>Comes by at regular intervals, so that an idle partition keeps its lease and writes its checkpoints.</summary>
public sealed class Tick : WorkItem
{
    public override void Fail(Status problem)
    {
    }
}

/// <summary>What a batch decided on a posting: the rows it wrote, or the problem that is its answer, or nothing yet.</summary>
internal readonly record struct DecidedAs(int FirstRow, int RowCount, Google.Rpc.Status? Problem)
{
    public bool IsDecided => RowCount > 0 || Problem is not null;
}
