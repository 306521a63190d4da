using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Sql;

namespace Ledger.Server.Journal.Commit;

/// <summary>
/// The journal of one lane in a database of several hosts: it follows the primary. Whatever fails because the database is away, or is no
/// primary any more, is a reason to ask all hosts again before the writer's next attempt.
/// </summary>
internal sealed class FollowingJournal(ILaneJournal journal, DatabaseHosts hosts) : ILaneJournal
{
    public Task<LaneHold?> TakeOverAsync(IReadOnlyCollection<short> partitions, bool atStart, CancellationToken cancellation)
    {
        hosts.LookAgain();
        return LookAsync(journal.TakeOverAsync(partitions, atStart, cancellation));
    }

    public Task<LaneHold?> TakeMoreAsync(IReadOnlyCollection<short> partitions, CancellationToken cancellation) =>
        LookAsync(journal.TakeMoreAsync(partitions, cancellation));

    public Task<bool> ConfirmAsync(CancellationToken cancellation) => LookAsync(journal.ConfirmAsync(cancellation));

    public Task<bool> RenewAsync(CancellationToken cancellation) => LookAsync(journal.RenewAsync(cancellation));

    public async Task<AppendResult> AppendAsync(RowBuffer rows)
    {
        var result = await journal.AppendAsync(rows);
        if (result.Outcome is AppendOutcome.NotCommitted or AppendOutcome.Unknown) hosts.LookAgain();
        return result;
    }

    public Task<IReadOnlyList<AccountState>> LoadAsync(
        IReadOnlyCollection<(short Partition, long Account)> accounts, CancellationToken cancellation) =>
        LookAsync(journal.LoadAsync(accounts, cancellation));

    public Task<bool> MistrustAsync(
        short partition, IReadOnlyCollection<long> accounts, long lastSeq, CancellationToken cancellation) =>
        LookAsync(journal.MistrustAsync(partition, accounts, lastSeq, cancellation));

    public Task<IReadOnlyList<JournalRow>> RowsOfAsync(
        short partition, IReadOnlyCollection<long> accounts, long afterSeq, int maxCount, CancellationToken cancellation) =>
        LookAsync(journal.RowsOfAsync(partition, accounts, afterSeq, maxCount, cancellation));

    public Task<IReadOnlyList<JournalRow>> TailAsync(short partition, long afterSeq, int maxCount, CancellationToken cancellation) =>
        LookAsync(journal.TailAsync(partition, afterSeq, maxCount, cancellation));

    public Task<IReadOnlyList<JournalRow>> FindAsync(IReadOnlyCollection<Guid> keys, CancellationToken cancellation) =>
        LookAsync(journal.FindAsync(keys, cancellation));

    public Task<IReadOnlyList<JournalRow>> FindRelatedAsync(
        IReadOnlyCollection<Guid> originals, int maxCount, CancellationToken cancellation) =>
        LookAsync(journal.FindRelatedAsync(originals, maxCount, cancellation));

    public Task<IReadOnlyDictionary<Guid, long>> FindCardsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation) =>
        LookAsync(journal.FindCardsAsync(ids, cancellation));

    public Task<bool> CheckpointAsync(IReadOnlyList<PartitionCheckpoint> partitions, CancellationToken cancellation) =>
        LookAsync(journal.CheckpointAsync(partitions, cancellation));

    public Task<bool> HandBackAsync(short partition, CancellationToken cancellation) =>
        LookAsync(journal.HandBackAsync(partition, cancellation));

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
