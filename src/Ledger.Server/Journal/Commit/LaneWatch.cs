namespace Ledger.Server.Journal.Commit;

/// <summary>
/// Looks at the lanes of others from one attempt to take over to the next. One whose lease has not been prolonged for as long as a lease
/// lasts, by this server's own clock that nobody sets, is silent: a lease that was written far ahead, by a clock that was wrong, does not
/// hold for ever.
/// </summary>
internal sealed class LaneWatch(TimeSpan lease, TimeProvider time)
{
    private Dictionary<int, Seen> _seen = [];

    /// <summary>The lanes that have been silent for too long, with the lease that has stood since.</summary>
    public IReadOnlyList<(int Lane, DateTime LeaseUntil)> Silent =>
        [.. _seen.Where(seen => time.GetElapsedTime(seen.Value.Since) > lease).Select(seen => (seen.Key, seen.Value.LeaseUntil))];

    /// <summary>Takes in what the lanes that are in the way say now.</summary>
    public void Look(IEnumerable<(int Lane, DateTime LeaseUntil)> lanes)
    {
        var now = time.GetTimestamp();
        _seen = lanes.ToDictionary(lane => lane.Lane, lane =>
            _seen.TryGetValue(lane.Lane, out var before) && before.LeaseUntil == lane.LeaseUntil ? before : new Seen(lane.LeaseUntil, now));
    }

    private sealed record Seen(DateTime LeaseUntil, long Since);
}
