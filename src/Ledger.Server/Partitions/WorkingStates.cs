using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Partitions;

/// <summary>The accounts a batch is about: as they are durable, and as its rows have made them so far.</summary>
internal sealed class WorkingStates
{
    /// <summary>Accounts as memory or checkpoint have them; never written to.</summary>
    private readonly Dictionary<long, AccountState> _known = [];
    /// <summary>Copies that have taken in this batch's rows.</summary>
    private readonly Dictionary<long, AccountState> _working = [];
    /// <summary>States that nobody refers to any more, to copy into. Never more than the accounts of two batches.</summary>
    private readonly Stack<AccountState> _spare = [];

    /// <summary>False: <paramref name="accounts"/> does not hold the account, it is to be loaded.</summary>
    public bool TryGather(long account, AccountCache accounts)
    {
        if (_known.ContainsKey(account)) return true;
        if (!accounts.TryGet(account, out var state)) return false;
        _known.Add(account, state);
        return true;
    }

    /// <summary>Takes in what the checkpoints hold of the missing accounts; an account without a checkpoint has never had a row.</summary>
    public void AddLoaded(IReadOnlyCollection<long> missing, IReadOnlyList<AccountState> loaded)
    {
        foreach (var state in loaded) _known.Add(state.Account, state);
        foreach (var account in missing) _known.TryAdd(account, new AccountState(account));
    }

    /// <summary>The account as the batch has made it so far; it must have been gathered.</summary>
    public AccountState Of(long account) => _working.GetValueOrDefault(account) ?? _known[account];

    /// <summary>Takes rows in that were decided on <paramref name="state"/>.</summary>
    public void Apply(AccountState state, ReadOnlySpan<JournalRow> rows)
    {
        if (!_working.TryGetValue(state.Account, out var copy))
        {
            if (_spare.TryPop(out copy)) copy.CopyFrom(state);
            else copy = state.Clone();
            _working.Add(state.Account, copy);
        }
        foreach (ref readonly var row in rows) copy.Apply(row);
    }

    /// <summary>The rows are durable: the copies become the truth, and what they replace is used again.</summary>
    public void Publish(PartitionMemory memory, long firstSeq, long lastSeq, DateTime postedAt)
    {
        memory.Publish(_working.Values, firstSeq, lastSeq, postedAt, _spare);
        _working.Clear();
    }

    /// <summary>Forgets what was not published.</summary>
    public void Clear()
    {
        _known.Clear();
        foreach (var copy in _working.Values) _spare.Push(copy);
        _working.Clear();
    }
}
