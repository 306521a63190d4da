using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Sql;

namespace Ledger.Server.Journal.Commit;

/// <summary>
/// The journal of one partition in a database of several hosts: it follows the primary. Whatever fails because the database is away, or is
/// no primary any more, is a reason to ask all hosts again before the writer's next attempt.
/// </summary>
internal sealed class FollowingJournal(IPartitionJournal journal, DatabaseHosts hosts) : IPartitionJournal
{
    public Task<Ownership?> TakeOverAsync(bool atStart, CancellationToken cancellation)
    {
        hosts.LookAgain();
        return LookAsync(journal.TakeOverAsync(atStart, cancellation));
    }

    public Task<bool> ConfirmAsync(CancellationToken cancellation) => LookAsync(journal.ConfirmAsync(cancellation));

    public Task<bool> RenewAsync(CancellationToken cancellation) => LookAsync(journal.RenewAsync(cancellation));

    public async Task<AppendResult> AppendAsync(RowBuffer rows)
    {
        var result = await journal.AppendAsync(rows);
        if (result.Outcome is AppendOutcome.NotCommitted or AppendOutcome.Unknown) hosts.LookAgain();
        return result;
    }

    public Task<IReadOnlyList<AccountState>> LoadAsync(IReadOnlyCollection<long> accounts, CancellationToken cancellation) =>
        LookAsync(journal.LoadAsync(accounts, cancellation));

    public Task<IReadOnlyList<JournalRow>> TailAsync(long afterSeq, int maxCount, CancellationToken cancellation) =>
        LookAsync(journal.TailAsync(afterSeq, maxCount, cancellation));

    public Task<IReadOnlyList<JournalRow>> FindAsync(IReadOnlyCollection<Guid> keys, CancellationToken cancellation) =>
        LookAsync(journal.FindAsync(keys, cancellation));

    public Task<IReadOnlyList<JournalRow>> FindRelatedAsync(
        IReadOnlyCollection<Guid> originals, int maxCount, CancellationToken cancellation) =>
        LookAsync(journal.FindRelatedAsync(originals, maxCount, cancellation));

    public Task<IReadOnlyDictionary<Guid, long>> FindCardsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation) =>
        LookAsync(journal.FindCardsAsync(ids, cancellation));

    public async Task CheckpointAsync(IReadOnlyCollection<AccountState> accounts, long checkpointSeq, CancellationToken cancellation)
    {
        try
        {
            await journal.CheckpointAsync(accounts, checkpointSeq, cancellation);
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            hosts.LookAgain();
            throw;
        }
    }

    public Task ReleaseAsync(CancellationToken cancellation) => journal.ReleaseAsync(cancellation);

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    private async Task<T> LookAsync<T>(Task<T> asked)
    {
        try
        {
            return await asked;
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            hosts.LookAgain();
            throw;
        }
    }
}
