namespace Ledger.Server.Partitions;

/// <summary>The clock as the journal keeps it.</summary>
internal static class JournalTime
{
    /// <summary>Now, UTC, in whole microseconds: a replayed receipt must show the same time as the first.</summary>
    public static DateTime GetJournalNow(this TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }
}
