namespace Ledger.Server.Partitions;

/// <summary>How often a commit of this server has taken cards or identifiers from their accounts: whoever remembers where cards point
/// forgets it when this has changed. For concurrent use.</summary>
public sealed class FreedCards
{
    private long _count;

    public long Count => Volatile.Read(ref _count);

    /// <summary>A batch that frees some is durable.</summary>
    public void Note() => Interlocked.Increment(ref _count);
}
