using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>
/// What the database of a ledger would hold: the lanes and which partitions they have, the rows, keys and cards of all partitions, the
/// checkpoints. It keeps the promises PostgreSQL keeps (fence first, then constraints, then unique keys; one transaction or nothing) and
/// no others.
/// </summary>
internal sealed partial class JournalStore(int partitions)
{
    private readonly Lock _gate = new();
    private PartitionRow[] _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new PartitionRow())];
    private List<LaneRow> _lanes = [];
    private Dictionary<Guid, List<JournalRow>> _keys = [];
    /// <summary>The cards, and the identifiers that are in force.</summary>
    private Dictionary<Guid, GivenCard> _cards = [];

    public int Partitions => partitions;

    /// <summary>Rows with a value the database cannot take, beside those it never can.</summary>
    public Func<JournalRow, bool> IsUnacceptable { get; set; } = _ => false;

    public AppendOutcome Append(StoredFence fence, JournalRow[] rows)
    {
        lock (_gate) return Commit(fence, rows);
    }

    /// <summary>
    /// The connection is lost while the append is under way; the database goes on with it and commits before the next take-over.
    /// </summary>
    public void AppendLater(StoredFence fence, JournalRow[] rows)
    {
        lock (_gate)
            if (Held(fence) is { } lane) lane.InFlight = new InFlight(fence, rows);
    }

    /// <summary>Rows that nobody decided, as if the tables were changed by hand.</summary>
    public void Put(short partition, params JournalRow[] rows)
    {
        lock (_gate) _partitions[partition].Rows.AddRange(rows);
    }

    /// <summary>A checkpoint that nobody wrote behind a fence, as by hand or by a writer of an earlier version.</summary>
    public void PutCheckpoint(short partition, params AccountState[] accounts)
    {
        lock (_gate)
            foreach (var state in accounts) _partitions[partition].Checkpoints[state.Account] = StoredCheckpoint.Of(state);
    }

    public IReadOnlyList<AccountState> Load(IReadOnlyCollection<(short Partition, long Account)> accounts)
    {
        lock (_gate)
            return [.. accounts.Where(one => _partitions[one.Partition].Checkpoints.ContainsKey(one.Account))
                .Select(one => _partitions[one.Partition].Checkpoints[one.Account].Read(one.Account))];
    }

    public bool Mistrust(StoredFence fence, short partition, IReadOnlyCollection<long> accounts, long lastSeq)
    {
        lock (_gate)
        {
            if (Held(fence) is not { } lane || lane.CommitNo != fence.CommitNo) return false;
            var checkpoints = _partitions[partition].Checkpoints;
            foreach (var account in accounts)
                if (checkpoints[account].LastSeq > lastSeq) checkpoints[account] = checkpoints[account] with { LastSeq = 0 };
            return true;
        }
    }

    public IReadOnlyList<JournalRow> RowsOf(short partition, IReadOnlyCollection<long> accounts, long afterSeq, int maxCount)
    {
        lock (_gate)
            return [.. _partitions[partition].Rows.Where(row => row.Seq > afterSeq && accounts.Contains(row.Account)).Take(maxCount)];
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

    public bool Checkpoint(StoredFence fence, IReadOnlyList<PartitionCheckpoint> checkpoints)
    {
        lock (_gate)
        {
            if (Held(fence) is not { } lane || lane.CommitNo < fence.CommitNo) return false;
            if (checkpoints.Any(checkpoint => Holder(_partitions[checkpoint.Partition]) != lane)) return false;
            foreach (var checkpoint in checkpoints)
            {
                var row = _partitions[checkpoint.Partition];
                foreach (var state in checkpoint.States)
                    if (!row.Checkpoints.TryGetValue(state.Account, out var kept) || kept.LastSeq < state.LastSeq)
                        row.Checkpoints[state.Account] = StoredCheckpoint.Of(state);
                row.CheckpointSeq = Math.Max(row.CheckpointSeq, checkpoint.CheckpointSeq);
                row.NextSeq = Math.Max(row.NextSeq, checkpoint.LastSeq + 1);
            }
            return true;
        }
    }

    public IReadOnlyList<JournalRow> Rows(short partition) => Tail(partition, 0, int.MaxValue);

    public IReadOnlyList<JournalRow> AllRows() => [.. Enumerable.Range(0, partitions).SelectMany(partition => Rows((short)partition))];

    /// <summary>A partition as the tables have it; the next number is that behind its newest row.</summary>
    public (long Epoch, long NextSeq, long CheckpointSeq, bool LeaseLives) State(short partition)
    {
        lock (_gate)
        {
            var row = _partitions[partition];
            return (row.Epoch, row.LastSeq + 1, row.CheckpointSeq, Holder(row) is { LeaseLives: true });
        }
    }

    /// <summary>The number behind the newest row as the last checkpoint noted it.</summary>
    public long NotedNextSeq(short partition)
    {
        lock (_gate) return _partitions[partition].NextSeq;
    }

    public Dictionary<long, AccountState> Checkpoints(short partition)
    {
        lock (_gate) return _partitions[partition].Checkpoints.ToDictionary(stored => stored.Key, stored => stored.Value.Read(stored.Key));
    }

    public IReadOnlyDictionary<Guid, long> Cards()
    {
        lock (_gate) return _cards.ToDictionary(given => given.Key, given => given.Value.Account);
    }

    private AppendOutcome Commit(StoredFence fence, JournalRow[] rows)
    {
        if (Held(fence) is not { } lane || lane.CommitNo != fence.CommitNo) return AppendOutcome.Fenced;
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
        foreach (var row in rows) _partitions[row.Partition].Rows.Add(row);
        lane.CommitNo++;
        lane.LeaseLives = true;
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
        public LaneRow? Lane;
        public long HeldEpoch;
        public long Epoch;
        public long NextSeq = 1;
        public long CheckpointSeq;
        public List<JournalRow> Rows { get; init; } = [];
        public Dictionary<long, StoredCheckpoint> Checkpoints { get; init; } = [];

        public long LastSeq => Rows.Count == 0 ? 0 : Rows[^1].Seq;
    }

    private sealed record StoredCheckpoint(short Program, long LastSeq, long Principal, string Detail)
    {
        public static StoredCheckpoint Of(AccountState state) =>
            new(state.Program, state.LastSeq, state.Principal, AccountDetail.Write(state));

        public AccountState Read(long account) => AccountDetail.Read(account, Program, LastSeq, Principal, Detail);
    }
}
