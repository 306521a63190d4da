using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>
/// What the database of a ledger would hold: the rows, keys and cards of all partitions, the epochs and the checkpoints. It keeps the
/// promises PostgreSQL keeps (fence first, then constraints, then unique keys; one transaction or nothing) and no others.
/// </summary>
internal sealed class JournalStore(int partitions)
{
    private readonly Lock _gate = new();
    private readonly PartitionRow[] _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new PartitionRow())];
    private readonly Dictionary<Guid, List<JournalRow>> _keys = [];
    /// <summary>The cards, and the identifiers that are in force.</summary>
    private Dictionary<Guid, GivenCard> _cards = [];

    public int Partitions => partitions;

    /// <summary>Rows with a value the database cannot take, beside those it never can.</summary>
    public Func<JournalRow, bool> IsUnacceptable { get; set; } = _ => false;

    public Ownership? TakeOver(short partition, Guid instance, string node, bool atStart)
    {
        lock (_gate)
        {
            var row = _partitions[partition];
            // A take-over waits for the row lock of an append in flight, which then commits, whoever still waits for its answer.
            if (row.InFlight is { } inFlight)
            {
                row.InFlight = null;
                Commit(partition, inFlight.Epoch, inFlight.NextSeq, inFlight.Rows);
            }
            if (row.LeaseLives && row.Instance != instance && !(atStart && row.Owner == node)) return null;
            (row.Owner, row.Instance, row.LeaseLives) = (node, instance, true);
            row.Epoch++;
            return new Ownership(row.Epoch, row.NextSeq, row.CheckpointSeq);
        }
    }

    public bool Confirm(short partition, long epoch)
    {
        lock (_gate) return _partitions[partition].Epoch == epoch;
    }

    public bool Renew(short partition, long epoch)
    {
        lock (_gate)
        {
            if (_partitions[partition].Epoch != epoch) return false;
            return _partitions[partition].LeaseLives = true;
        }
    }

    public void Release(short partition, long epoch)
    {
        lock (_gate)
            if (_partitions[partition] is { } row && row.Epoch == epoch) (row.LeaseLives, row.Instance) = (false, null);
    }

    /// <summary>The owner has shown no life for too long: anybody may take the partition.</summary>
    public void ExpireLease(short partition)
    {
        lock (_gate) _partitions[partition].LeaseLives = false;
    }

    public AppendOutcome Append(short partition, long epoch, long nextSeq, JournalRow[] rows)
    {
        lock (_gate) return Commit(partition, epoch, nextSeq, rows);
    }

    /// <summary>
    /// The connection is lost while the append is under way; the database goes on with it and commits before the next take-over.
    /// </summary>
    public void AppendLater(short partition, long epoch, long nextSeq, JournalRow[] rows)
    {
        lock (_gate) _partitions[partition].InFlight = new InFlight(epoch, nextSeq, rows);
    }

    public IReadOnlyList<AccountState> Load(short partition, IReadOnlyCollection<long> accounts)
    {
        lock (_gate)
            return [.. accounts.Where(_partitions[partition].Checkpoints.ContainsKey).Select(account =>
                _partitions[partition].Checkpoints[account].Read(account))];
    }

    public IReadOnlyList<JournalRow> Tail(short partition, long afterSeq, int maxCount)
    {
        lock (_gate) return [.. _partitions[partition].Rows.Where(row => row.Seq > afterSeq).Take(maxCount)];
    }

    public IReadOnlyList<JournalRow> Find(IReadOnlyCollection<Guid> keys)
    {
        lock (_gate) return [.. keys.Distinct().Order().Where(_keys.ContainsKey).SelectMany(key => _keys[key])];
    }

    public IReadOnlyList<JournalRow> FindRelated(IReadOnlyCollection<Guid> originals)
    {
        bool Refers(JournalRow row) => row.Original is { } original && originals.Contains(original) && row.Outcome.IsPosted();
        lock (_gate)
        {
            var rows = _partitions.SelectMany(partition => partition.Rows).ToList();
            var refunds = rows.Where(row => Refers(row) && row.Kind == OperationKind.Refund).Select(row => row.Key).ToHashSet();
            return [.. rows.Where(row => originals.Contains(row.Key) || Refers(row)
                || (row.Kind == OperationKind.Reverse && row.Leg == 0 && row.Outcome.IsPosted() && refunds.Contains(row.Original!.Value)))];
        }
    }

    public IReadOnlyDictionary<Guid, long> FindCards(IReadOnlyCollection<Guid> ids)
    {
        lock (_gate) return ids.Where(_cards.ContainsKey).ToDictionary(id => id, id => _cards[id].Account);
    }

    public void Checkpoint(short partition, long epoch, IReadOnlyCollection<AccountState> accounts, long checkpointSeq)
    {
        lock (_gate)
        {
            var row = _partitions[partition];
            foreach (var state in accounts)
                if (!row.Checkpoints.TryGetValue(state.Account, out var kept) || kept.LastSeq < state.LastSeq)
                    row.Checkpoints[state.Account] = new StoredCheckpoint(state.Program, state.LastSeq, state.Principal,
                        AccountDetail.Write(state));
            if (row.Epoch == epoch && row.CheckpointSeq < checkpointSeq) row.CheckpointSeq = checkpointSeq;
        }
    }

    public IReadOnlyList<JournalRow> Rows(short partition) => Tail(partition, 0, int.MaxValue);

    public IReadOnlyList<JournalRow> AllRows() => [.. Enumerable.Range(0, partitions).SelectMany(partition => Rows((short)partition))];

    public (long Epoch, long NextSeq, long CheckpointSeq, bool LeaseLives) State(short partition)
    {
        lock (_gate)
        {
            var row = _partitions[partition];
            return (row.Epoch, row.NextSeq, row.CheckpointSeq, row.LeaseLives);
        }
    }

    public Dictionary<long, AccountState> Checkpoints(short partition)
    {
        lock (_gate) return _partitions[partition].Checkpoints.ToDictionary(stored => stored.Key, stored => stored.Value.Read(stored.Key));
    }

    public IReadOnlyDictionary<Guid, long> Cards()
    {
        lock (_gate) return _cards.ToDictionary(given => given.Key, given => given.Value.Account);
    }

    private AppendOutcome Commit(short partition, long epoch, long nextSeq, JournalRow[] rows)
    {
        var to = _partitions[partition];
        if (to.Epoch != epoch || to.NextSeq != nextSeq) return AppendOutcome.Fenced;
        if (rows.Any(row => IsUnacceptable(row) || Constraints.HasNoText(row))) return AppendOutcome.Unacceptable;
        if (!rows.All(Constraints.Hold)) return AppendOutcome.Broken;
        if (rows.Any(row => _keys.ContainsKey(row.Key))) return AppendOutcome.DuplicateKey;
        if (rows.Select(row => (row.Key, row.Leg)).Distinct().Count() < rows.Length) return AppendOutcome.DuplicateKey;
        if (WithGiven(rows) is not { } cards) return AppendOutcome.DuplicateCard;

        foreach (var row in rows)
        {
            if (!_keys.TryGetValue(row.Key, out var legs)) _keys.Add(row.Key, legs = []);
            legs.Add(row);
        }
        _cards = cards;
        to.Rows.AddRange(rows);
        to.NextSeq += rows.Length;
        to.LeaseLives = true;
        return AppendOutcome.Committed;
    }

    /// <summary>The cards and identifiers as these rows make them; null: one of them is somebody's already.</summary>
    private Dictionary<Guid, GivenCard>? WithGiven(JournalRow[] rows)
    {
        if (DirectoryStep.In(rows) is not { } steps) return _cards;
        var cards = new Dictionary<Guid, GivenCard>(_cards);
        return steps.All(step => TakeStep(step, cards)) ? cards : null;
    }

    private static bool TakeStep(DirectoryStep step, Dictionary<Guid, GivenCard> cards)
    {
        foreach (var one in step.Freed ?? [])
            if (cards.TryGetValue(one.Id, out var held) && held.Account == one.Account) cards.Remove(one.Id);
        foreach (var given in step.Given ?? [])
        {
            if (given.Kind != IdentifierKind.Card)
            {
                if (cards.TryGetValue(given.Id, out var own) && (own.Account, own.Kind) == (given.Account, given.Kind)) continue;
                // Another one of the kind comes in its place.
                foreach (var old in cards.Values.Where(old => (old.Account, old.Kind) == (given.Account, given.Kind)).ToArray())
                    cards.Remove(old.Id);
            }
            if (!cards.TryAdd(given.Id, given)) return false;
        }
        return true;
    }

    private sealed class PartitionRow
    {
        public string? Owner;
        public Guid? Instance;
        public long Epoch;
        public long NextSeq = 1;
        public long CheckpointSeq;
        public bool LeaseLives;
        public InFlight? InFlight;
        public List<JournalRow> Rows { get; } = [];
        public Dictionary<long, StoredCheckpoint> Checkpoints { get; } = [];
    }

    private sealed record InFlight(long Epoch, long NextSeq, JournalRow[] Rows);

    private sealed record StoredCheckpoint(short Program, long LastSeq, long Principal, string Detail)
    {
        public AccountState Read(long account) => AccountDetail.Read(account, Program, LastSeq, Principal, Detail);
    }
}
