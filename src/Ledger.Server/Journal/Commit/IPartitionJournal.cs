using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Journal.Commit;

/// <summary>
/// The journal as the single writer of one partition sees it: in PostgreSQL, where several hosts have it on the one that is the primary,
/// and the one in the tests that fails on command. Not for concurrent use, except <see cref="CheckpointAsync"/>, which runs beside the
/// others.
/// </summary>
/// <remarks>Methods that only read, and <see cref="CheckpointAsync"/>, throw when the database cannot answer; nothing is lost by
/// that.</remarks>
public interface IPartitionJournal : IAsyncDisposable
{
    /// <summary>
    /// Takes the partition with a new epoch, after which no earlier writer can append. Null: another server holds it and lives.
    /// </summary>
    /// <param name="atStart">Also take it from a live lease of this server's namesake: its process was this one's predecessor.</param>
    Task<Ownership?> TakeOverAsync(bool atStart, CancellationToken cancellation);

    /// <summary>Says whether the epoch is still the newest: what is in memory is what the journal holds.</summary>
    Task<bool> ConfirmAsync(CancellationToken cancellation);

    /// <summary>Keeps the lease of an idle partition alive. False: the epoch is over.</summary>
    Task<bool> RenewAsync(CancellationToken cancellation);

    /// <summary>
    /// Commits the rows as one transaction. Their numbers run from <see cref="Ownership.NextSeq"/> of the take-over, or where the last
    /// committed batch ended. Never throws for what the database does; the result says what is known.
    /// </summary>
    Task<AppendResult> AppendAsync(RowBuffer rows);

    /// <summary>Reads the checkpoints of accounts; one without a checkpoint is left out.</summary>
    Task<IReadOnlyList<AccountState>> LoadAsync(IReadOnlyCollection<long> accounts, CancellationToken cancellation);

    /// <summary>The next rows of the partition after <paramref name="afterSeq"/>, in order, at most <paramref name="maxCount"/>.</summary>
    Task<IReadOnlyList<JournalRow>> TailAsync(long afterSeq, int maxCount, CancellationToken cancellation);

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
    /// Writes committed states, then notes that everything up to <paramref name="checkpointSeq"/> is in the checkpoints. The states are
    /// the caller's again when it ends.
    /// </summary>
    Task CheckpointAsync(IReadOnlyCollection<AccountState> accounts, long checkpointSeq, CancellationToken cancellation);

    /// <summary>Gives the partition back, so that another server can take it at once.</summary>
    Task ReleaseAsync(CancellationToken cancellation);
}
