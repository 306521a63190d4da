namespace Ledger.Server.Partitions;

/// <summary>
/// The time at which a partition's rows are posted: this server's, and never an earlier one than the newest row says. A clock that was
/// wrong ahead leaves a partition standing at that time until the right one is past it; that is told once, and measured all the while.
/// </summary>
internal sealed class PartitionClock(short partition, TimeProvider time, ILogger logger)
{
    // By so much the clocks of servers may differ that a partition goes between.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private bool _isTold;
    private long _latestTicks;

    /// <summary>How far the newest time that was given is ahead of this server's clock; zero when it is not.</summary>
    public TimeSpan Ahead
    {
        get
        {
            var ahead = Volatile.Read(ref _latestTicks) - time.GetUtcNow().UtcTicks;
            return ahead > 0 ? new TimeSpan(ahead) : TimeSpan.Zero;
        }
    }

    /// <summary><paramref name="now"/>, or <paramref name="lastPostedAt"/>, the time of the newest row, where that is later; UTC.</summary>
    public DateTime NotBefore(DateTime lastPostedAt, DateTime now)
    {
        if (now >= lastPostedAt) _isTold = false;
        else
        {
            if (!_isTold && lastPostedAt - now > Tolerance)
            {
                _isTold = true;
                LaneLog.StandsAhead(logger, partition, lastPostedAt, (long)(lastPostedAt - now).TotalSeconds);
            }
            now = lastPostedAt;
        }
        Volatile.Write(ref _latestTicks, now.Ticks);
        return now;
    }
}
