using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Partitions;

/// <summary>The accounts a batch is about: as they are durable, and as its rows have made them so far.</summary>
internal sealed class WorkingStates
{
    /// <summary>Accounts as memory or checkpoint have them; never written to.</summary>
    private readonly Dictionary<long, Known> _known = [];
    /// <summary>Copies that have taken in this batch's rows.</summary>
    private readonly Dictionary<long, AccountState> _working = [];
    /// <summary>States that nobody refers to any more, to copy into. Never more than the accounts of two batches.</summary>
    private readonly Stack<AccountState> _spare = [];

    /// <summary>False: the partition does not hold the account in memory, it is to be loaded.</summary>
    public bool TryGather(long account, PartitionMemory memory)
    {
        if (_known.ContainsKey(account)) return true;
        if (!memory.Accounts.TryGet(account, out var state)) return false;
        _known.Add(account, new Known(state, memory));
        return true;
    }

    /// <summary>Takes in what the checkpoints hold of the missing accounts; an account without a checkpoint has never had a row.</summary>
    public void AddLoaded(IReadOnlyDictionary<long, PartitionMemory> missing, IReadOnlyList<AccountState> loaded)
    {
        foreach (var state in loaded) _known.Add(state.Account, new Known(state, missing[state.Account]));
        foreach (var (account, memory) in missing) _known.TryAdd(account, new Known(new AccountState(account), memory));
    }

    /// <summary>The account as the batch has made it so far; it must have been gathered.</summary>
    public AccountState Of(long account) => _working.GetValueOrDefault(account) ?? _known[account].State;

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
    /// <param name="at">Rows of the lane before this batch.</param>
    public void Publish(long at)
    {
        foreach (var (account, state) in _working)
        {
            var memory = _known[account].Memory;
            if (memory.Accounts.Publish(state, memory.LastSeq + 1, at) is { } replaced) _spare.Push(replaced);
        }
        _working.Clear();
    }

    /// <summary>Forgets what was not published.</summary>
    public void Clear()
    {
        _known.Clear();
        foreach (var copy in _working.Values) _spare.Push(copy);
        _working.Clear();
    }

    private readonly record struct Known(AccountState State, PartitionMemory Memory);
}
