using Ledger.Rules.Rows;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>What a writer compares a lane's row with.</summary>
internal sealed record StoredFence(string Node, short Number, Guid Instance, long Epoch, long CommitNo);

/// <summary>The lanes: who may write, and what happens when the database goes back to an earlier time.</summary>
internal sealed partial class JournalStore
{
    /// <summary>Takes a lane, and of partitions those that no living lane holds. Null: another process has the lane and lives.</summary>
    public (StoredFence Fence, IReadOnlyList<Ownership> Taken)? TakeOver(
        string node, short number, Guid instance, long knownEpoch, IReadOnlyCollection<short> partitions, bool atStart)
    {
        lock (_gate)
        {
            var lane = _lanes.Find(one => (one.Node, one.Number) == (node, number));
            if (lane is null) _lanes.Add(lane = new LaneRow(node, number));
            // A take-over waits for the row lock of an append in flight, which then commits, whoever still waits for its answer.
            Land(lane);
            if (lane.LeaseLives && lane.Instance != instance && !atStart) return null;
            (lane.Instance, lane.LeaseLives, lane.Epoch) = (instance, true, Math.Max(lane.Epoch, knownEpoch) + 1);
            lane.CommitNo++;
            return (FenceOf(lane), Take(lane, partitions, atStart));
        }
    }

    /// <summary>Takes further partitions. Null: the epoch is over.</summary>
    public (StoredFence Fence, IReadOnlyList<Ownership> Taken)? TakeMore(StoredFence fence, IReadOnlyCollection<short> partitions)
    {
        lock (_gate)
        {
            if (Held(fence) is not { } lane || lane.CommitNo != fence.CommitNo) return null;
            lane.CommitNo++;
            lane.LeaseLives = true;
            return (FenceOf(lane), Take(lane, partitions, atStart: false));
        }
    }

    public bool Confirm(StoredFence fence)
    {
        lock (_gate) return Held(fence) is { } lane && lane.CommitNo == fence.CommitNo;
    }

    public bool Renew(StoredFence fence)
    {
        lock (_gate) return Held(fence) is { } lane && lane.CommitNo == fence.CommitNo && (lane.LeaseLives = true);
    }

    public void Release(StoredFence fence)
    {
        lock (_gate)
        {
            if (Held(fence) is not { } lane || lane.CommitNo != fence.CommitNo) return;
            lane.Epoch++;
            (lane.Instance, lane.LeaseLives) = (null, false);
        }
    }

    /// <summary>One partition goes, the lane stays. False: the epoch is over, or the lane has not got it.</summary>
    public bool HandBack(StoredFence fence, short partition)
    {
        lock (_gate)
        {
            if (Held(fence) is not { } lane || lane.CommitNo != fence.CommitNo) return false;
            lane.CommitNo++;
            lane.LeaseLives = true;
            if (Holder(_partitions[partition]) != lane) return false;
            _partitions[partition].Lane = null;
            return true;
        }
    }

    /// <summary>The partition's lane has shown no life for too long: anybody may take what it holds.</summary>
    public void ExpireLease(short partition)
    {
        lock (_gate)
            if (Holder(_partitions[partition]) is { } lane) lane.LeaseLives = false;
    }

    /// <summary>Every lane has committed one less than it has.</summary>
    public void ForgetCommit()
    {
        lock (_gate)
            foreach (var lane in _lanes) lane.CommitNo--;
    }

    /// <summary>All that there is now; what is returned goes back to it.</summary>
    public Action Remember()
    {
        lock (_gate)
        {
            var lanes = _lanes.ToDictionary(lane => lane, lane => lane.Copy());
            var kept = Copy(_partitions, lanes);
            var keys = _keys.ToDictionary(key => key.Key, key => key.Value.ToList());
            var cards = new Dictionary<Guid, GivenCard>(_cards);
            return () =>
            {
                lock (_gate)
                    (_lanes, _partitions, _keys, _cards) = ([.. lanes.Values], kept, keys, cards);
            };
        }
    }

    private static PartitionRow[] Copy(PartitionRow[] rows, Dictionary<LaneRow, LaneRow> lanes) => [.. rows.Select(row => new PartitionRow
    {
        Lane = row.Lane is null ? null : lanes[row.Lane], HeldEpoch = row.HeldEpoch, Epoch = row.Epoch, NextSeq = row.NextSeq,
        CheckpointSeq = row.CheckpointSeq, Rows = [.. row.Rows], Checkpoints = new(row.Checkpoints),
    })];

    private List<Ownership> Take(LaneRow lane, IReadOnlyCollection<short> partitions, bool atStart)
    {
        var taken = new List<Ownership>();
        foreach (var number in partitions.Order())
        {
            var row = _partitions[number];
            if (Holder(row) is { } holder && holder != lane)
            {
                Land(holder);
                if (holder.LeaseLives && !(atStart && holder.Node == lane.Node && holder.Instance != lane.Instance)) continue;
                holder.Epoch++;
                (holder.Instance, holder.LeaseLives) = (null, false);
            }
            if (Holder(row) is not null) continue;
            (row.Lane, row.HeldEpoch) = (lane, lane.Epoch);
            row.Epoch++;
            taken.Add(new Ownership(
                number, row.Epoch, row.LastSeq, row.Rows.Count == 0 ? DateTime.MinValue : row.Rows[^1].PostedAt, row.CheckpointSeq));
        }
        return taken;
    }

    private void Land(LaneRow lane)
    {
        if (lane.InFlight is not { } inFlight) return;
        lane.InFlight = null;
        Commit(inFlight.Fence, inFlight.Rows);
    }

    private LaneRow? Held(StoredFence fence) => _lanes.Find(lane =>
        (lane.Node, lane.Number, lane.Instance, lane.Epoch) == (fence.Node, fence.Number, fence.Instance, fence.Epoch));

    private static LaneRow? Holder(PartitionRow row) => row.Lane?.Epoch == row.HeldEpoch ? row.Lane : null;

    private static StoredFence FenceOf(LaneRow lane) => new(lane.Node, lane.Number, lane.Instance!.Value, lane.Epoch, lane.CommitNo);

    private sealed class LaneRow(string node, short number)
    {
        public string Node => node;
        public short Number => number;
        public Guid? Instance;
        public long Epoch;
        public long CommitNo;
        public bool LeaseLives;
        public InFlight? InFlight;

        public LaneRow Copy() => new(node, number) { Instance = Instance, Epoch = Epoch, CommitNo = CommitNo, LeaseLives = LeaseLives };
    }

    private sealed record InFlight(StoredFence Fence, JournalRow[] Rows);
}
