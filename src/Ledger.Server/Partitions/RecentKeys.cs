namespace Ledger.Server.Partitions;

/// <summary>
/// The newest receipts of a partition by key, so that most retries are answered without the database. Bounded: the oldest goes first.
/// What is missing here is found by the journal's unique key.
/// </summary>
internal sealed class RecentKeys(int maxCount)
{
    private readonly Dictionary<Guid, (long PayloadHash, V1.Receipt Receipt)> _receipts = [];
    private readonly Guid[] _ring = new Guid[maxCount];
    private int _next;

    /// <summary>Remembers a committed receipt.</summary>
    public void Add(Guid key, long payloadHash, V1.Receipt receipt)
    {
        if (!_receipts.TryAdd(key, (payloadHash, receipt))) return;
        if (_receipts.Count > maxCount) _receipts.Remove(_ring[_next]);
        _ring[_next] = key;
        _next = (_next + 1) % maxCount;
    }

    public bool TryGet(Guid key, out (long PayloadHash, V1.Receipt Receipt) recent) => _receipts.TryGetValue(key, out recent);
}
