using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Checkpoint;

namespace Ledger.Server.Journal.Commit;

/// <summary>
/// The journal as one lane sees it: the single writer of the partitions that it has taken. It is in PostgreSQL, where several hosts have it
/// on the one that is the primary, or in memory in the tests, where it fails on command. Not for concurrent use, except
/// <see cref="CheckpointAsync"/>, which runs beside the others.
/// </summary>
/// <remarks>
/// All that writes is fenced by the lane's epoch and its count of commits: once another has taken the lane, or the database has gone back
/// behind what this writer was told is durable, nothing of it is written any more. Methods that only read, and
/// <see cref="CheckpointAsync"/>, throw when the database cannot answer; nothing is lost by that.
/// </remarks>
public interface ILaneJournal : IAsyncDisposable
{
    /// <summary>
    /// Takes the lane with a new epoch, after which nothing of an older one is written, and of <paramref name="partitions"/> those that no
    /// living lane holds. Null: another process has the lane and lives.
    /// </summary>
    /// <param name="atStart">Also take what a namesake of this server holds: its process was this one's predecessor.</param>
    Task<LaneHold?> TakeOverAsync(IReadOnlyCollection<short> partitions, bool atStart, CancellationToken cancellation);

    /// <summary>Takes further partitions under the lane's epoch; null: that is over.</summary>
    Task<LaneHold?> TakeMoreAsync(IReadOnlyCollection<short> partitions, CancellationToken cancellation);

    /// <summary>Says whether the epoch is still the newest: what is in memory is what the journal holds.</summary>
    Task<bool> ConfirmAsync(CancellationToken cancellation);

    /// <summary>Keeps the lease of an idle lane alive. False: the epoch is over.</summary>
    Task<bool> RenewAsync(CancellationToken cancellation);

    /// <summary>
    /// Commits the rows, of any of the lane's partitions, as one transaction. In each partition their numbers go on from its newest row.
    /// Never throws for what the database does; the result says what is known.
    /// </summary>
    Task<AppendResult> AppendAsync(RowBuffer rows);

    /// <summary>Reads the checkpoints of accounts, each in its partition; one without a checkpoint is left out.</summary>
    Task<IReadOnlyList<AccountState>> LoadAsync(
        IReadOnlyCollection<(short Partition, long Account)> accounts, CancellationToken cancellation);

    /// <summary>
    /// Marks checkpoints of accounts that are ahead of their partition's newest row, <paramref name="lastSeq"/>: as of row 0, which no
    /// account has. False: the epoch is over.
    /// </summary>
    Task<bool> MistrustAsync(short partition, IReadOnlyCollection<long> accounts, long lastSeq, CancellationToken cancellation);

    /// <summary>
    /// The next rows of accounts after <paramref name="afterSeq"/>, in order, at most <paramref name="maxCount"/>. Reads the partition.
    /// </summary>
    Task<IReadOnlyList<JournalRow>> RowsOfAsync(
        short partition, IReadOnlyCollection<long> accounts, long afterSeq, int maxCount, CancellationToken cancellation);

    /// <summary>The next rows of a partition after <paramref name="afterSeq"/>, in order, at most <paramref name="maxCount"/>.</summary>
    Task<IReadOnlyList<JournalRow>> TailAsync(short partition, long afterSeq, int maxCount, CancellationToken cancellation);

    /// <summary>The rows under these keys in any partition, ordered by key and leg.</summary>
    Task<IReadOnlyList<JournalRow>> FindAsync(IReadOnlyCollection<Guid> keys, CancellationToken cancellation);

    /// <summary>
    /// The rows under these keys and the rows that refer to one of them, in any partition, ordered by partition and number; at most
    /// <paramref name="maxCount"/>, any of them where there are more.
    /// </summary>
    Task<IReadOnlyList<JournalRow>> FindRelatedAsync(IReadOnlyCollection<Guid> originals, int maxCount, CancellationToken cancellation);

    /// <summary>Which of these cards and identifiers point at an account already, and at which.</summary>
    Task<IReadOnlyDictionary<Guid, long>> FindCardsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation);

    /// <summary>
    /// Writes committed states, and how far the checkpoints of their partitions reach then. The states are the caller's again when it ends.
    /// False: the epoch is over, or the database has gone back, and nothing was written.
    /// </summary>
    Task<bool> CheckpointAsync(IReadOnlyList<PartitionCheckpoint> partitions, CancellationToken cancellation);

    /// <summary>
    /// Gives one partition back and keeps the lane with the others. Nothing that was sent before it is written to the partition after.
    /// False: the epoch is over, or the lane has not got the partition. Where it throws, only a new epoch tells.
    /// </summary>
    Task<bool> HandBackAsync(short partition, CancellationToken cancellation);

    /// <summary>Gives the lane and its partitions back, so that other servers can take them at once.</summary>
    Task ReleaseAsync(CancellationToken cancellation);
}
