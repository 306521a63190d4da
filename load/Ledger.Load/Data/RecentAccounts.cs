namespace Ledger.Load.Data;

/// <summary>The accounts that this run opened last, for steps that work on new cards. Bounded: the oldest give way.</summary>
internal sealed class RecentAccounts
{
    private const int MaxCount = 4096;

    private readonly Lock _gate = new();
    private readonly long[] _accounts = new long[MaxCount];
    private long _count;

    public void Add(long account)
    {
        lock (_gate)
            _accounts[_count++ % MaxCount] = account;
    }

    /// <summary>One of them, chosen by a number of the caller's; null when there is none.</summary>
    public long? Pick(long chosenBy)
    {
        lock (_gate)
            return _count == 0 ? null : _accounts[chosenBy % Math.Min(_count, MaxCount)];
    }
}
