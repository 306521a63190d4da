using System.Diagnostics.CodeAnalysis;
using Ledger.Rules.Members;
using Ledger.Rules.State;

namespace Ledger.Server.Partitions;

/// <summary>
/// The accounts of a partition in memory. A committed state is replaced, not written to; once <see cref="Lend"/> has given it to a reader,
/// nobody writes to it ever again, and while a checkpoint may be reading it neither. An account with rows above its checkpoint stays; the
/// others go in about the order of last use.
/// </summary>
internal sealed class AccountCache(int maxCleanCount)
{
    private readonly Dictionary<long, Entry> _entries = [];
    private readonly Queue<Entry> _clock = new();
    private readonly Queue<Entry> _dirty = new();
    private readonly List<Entry> _inFlight = [];

    /// <summary>Accounts whose checkpoint lags behind the journal, those being written included.</summary>
    public int DirtyCount { get; private set; }

    public int Count => _entries.Count;

    public bool TryGet(long account, [NotNullWhen(true)] out AccountState? state)
    {
        state = null;
        if (!_entries.TryGetValue(account, out var entry)) return false;
        entry.UsedLately = true;
        state = entry.State;
        return true;
    }

    /// <summary>Takes in a state as its checkpoint holds it.</summary>
    public void AddLoaded(AccountState state)
    {
        var entry = new Entry(state);
        _entries.Add(state.Account, entry);
        _clock.Enqueue(entry);
        Evict();
    }

    /// <summary>
    /// Replaces an account's state by the one a commit has made; <paramref name="sinceSeq"/> is the first row of that commit. Returns the
    /// state it replaces when nobody else has it: the caller may use the object again.
    /// </summary>
    /// <param name="at">How far the lane is: never less than the time before.</param>
    public AccountState? Publish(AccountState state, long sinceSeq, long at)
    {
        AccountState? replaced = null;
        if (_entries.TryGetValue(state.Account, out var entry))
        {
            if (!entry.IsLent && entry.InFlightSince == 0 && entry.State != state) replaced = entry.State;
        }
        else
        {
            entry = new Entry(state);
            _entries.Add(state.Account, entry);
            _clock.Enqueue(entry);
        }
        entry.State = state;
        entry.IsLent = false;
        entry.UsedLately = true;
        if (entry.DirtySince == 0)
        {
            (entry.DirtySince, entry.DirtyAt) = (sinceSeq, at);
            _dirty.Enqueue(entry);
            if (entry.InFlightSince == 0) DirtyCount++;
        }
        return replaced;
    }

    /// <summary>The state of a cached account, for others to keep: it will not change any more.</summary>
    public AccountState? Lend(long account) => _entries.TryGetValue(account, out var entry) ? entry.Lend() : null;

    /// <summary>The states whose checkpoints lag behind; one may come twice. For the writer itself, in its own turn.</summary>
    public IEnumerable<AccountState> Lagging => _inFlight.Concat(_dirty).Select(entry => entry.State);

    /// <summary>How far the lane was at the oldest change that is in no checkpoint yet; null when there is none.</summary>
    public long? OldestDirtyAt => _inFlight.Count > 0 ? _inFlight[0].InFlightAt : WaitsSince;

    /// <summary>How far the lane was at the oldest change that is not being written either; null when there is none.</summary>
    public long? WaitsSince => _dirty.TryPeek(out var entry) ? entry.DirtyAt : null;

    /// <summary>A checkpoint has accounts from here.</summary>
    public bool IsWriting => _inFlight.Count > 0;

    /// <summary>Adds the account that has waited longest to the next checkpoint.</summary>
    public void WriteNext()
    {
        var entry = _dirty.Dequeue();
        (entry.InFlightSince, entry.InFlightAt, entry.DirtySince) = (entry.DirtySince, entry.DirtyAt, 0);
        _inFlight.Add(entry);
    }

    /// <summary>
    /// The states to write, and the row up to which the checkpoints reach once they are written. Until <see cref="CheckpointWritten"/> the
    /// same accounts come again, in their then newest state.
    /// </summary>
    public (IReadOnlyList<AccountState> States, long CheckpointSeq) Writing(long lastSeq)
    {
        var reaches = _dirty.TryPeek(out var next) ? next.DirtySince - 1 : lastSeq;
        var states = new AccountState[_inFlight.Count];
        for (var at = 0; at < states.Length; at++) states[at] = _inFlight[at].State;
        return (states, reaches);
    }

    /// <summary>The states of the last <see cref="Writing"/> are durable.</summary>
    public void CheckpointWritten()
    {
        foreach (var entry in _inFlight)
        {
            entry.InFlightSince = 0;
            if (entry.DirtySince == 0) DirtyCount--;
        }
        _inFlight.Clear();
        Evict();
    }

    private void Evict()
    {
        // Twice around at most: the first round may only find accounts that were used lately.
        for (var looks = 2 * _clock.Count; _entries.Count - DirtyCount > maxCleanCount && looks > 0; looks--)
        {
            var entry = _clock.Dequeue();
            if (entry.DirtySince == 0 && entry.InFlightSince == 0 && !entry.UsedLately) _entries.Remove(entry.State.Account);
            else
            {
                entry.UsedLately = false;
                _clock.Enqueue(entry);
            }
        }
    }

    private sealed class Entry(AccountState state)
    {
        public AccountState State = state;
        /// <summary>First row that no checkpoint, written or under way, holds; 0: none.</summary>
        public long DirtySince;
        /// <summary>
        /// First row that the checkpoint under way holds; 0: none under way. Until it is written it may be reading the state.
        /// </summary>
        public long InFlightSince;
        /// <summary>How far the lane was when those rows came.</summary>
        public long DirtyAt;
        public long InFlightAt;
        public bool UsedLately;
        /// <summary>Somebody outside the writer may be reading the state.</summary>
        public bool IsLent;

        public AccountState Lend()
        {
            IsLent = true;
            return State;
        }
    }
}
