using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

/// <summary>
/// Reads accounts from their checkpoints. One that is ahead of its partition's newest row says what the journal has lost: it is marked, and
/// the account folded anew from all its rows, never served as it is.
/// </summary>
internal sealed class AccountLoading(ILaneJournal journal, Limits limits, ILogger logger)
{
    /// <summary>
    /// What the checkpoints hold of accounts, each given with its partition; an account without one is left out. Null: the epoch is over.
    /// </summary>
    public async Task<LoadedAccounts?> LoadAsync(IReadOnlyDictionary<long, PartitionMemory> accounts)
    {
        if (accounts.Count == 0) return new LoadedAccounts([], []);
        var states = await journal.LoadAsync([.. accounts.Select(one => (one.Value.Partition, one.Key))], default);
        if (!states.Any(state => IsWrong(state, accounts))) return new LoadedAccounts(states, []);

        var loaded = states.Where(state => !IsWrong(state, accounts)).ToList();
        var foldedAnew = new List<long>();
        foreach (var wrong in states.Where(state => IsWrong(state, accounts)).GroupBy(state => accounts[state.Account]))
        {
            var ahead = wrong.Where(state => state.LastSeq > 0).Select(state => state.Account).ToArray();
            if (ahead.Length > 0 && !await journal.MistrustAsync(wrong.Key.Partition, ahead, wrong.Key.LastSeq, default)) return null;
            foreach (var state in wrong)
                LaneLog.CheckpointAhead(logger, state.Account, state.LastSeq, wrong.Key.Partition, wrong.Key.LastSeq);
            foreach (var state in await FoldAsync(wrong.Key, [.. wrong.Select(state => state.Account)]))
            {
                loaded.Add(state);
                foldedAnew.Add(state.Account);
            }
        }
        return new LoadedAccounts(loaded, foldedAnew);
    }

    // Row 0: it was found before, and not written anew since.
    private static bool IsWrong(AccountState state, IReadOnlyDictionary<long, PartitionMemory> accounts) =>
        state.LastSeq == 0 || state.LastSeq > accounts[state.Account].LastSeq;

    private async Task<IReadOnlyCollection<AccountState>> FoldAsync(PartitionMemory partition, long[] accounts)
    {
        var states = new Dictionary<long, AccountState>();
        for (var seq = 0L; ;)
        {
            var rows = await journal.RowsOfAsync(partition.Partition, accounts, seq, limits.TakeOverMaxRows, default);
            foreach (var row in rows)
            {
                if (!states.TryGetValue(row.Account, out var state)) states.Add(row.Account, state = new AccountState(row.Account));
                state.Apply(row);
            }
            if (rows.Count < limits.TakeOverMaxRows) return states.Values;
            seq = rows[^1].Seq;
        }
    }
}

/// <summary>Accounts as their checkpoints have them.</summary>
/// <param name="FoldedAnew">Those of them whose checkpoints were wrong and wait to be written.</param>
internal sealed record LoadedAccounts(IReadOnlyList<AccountState> States, IReadOnlyList<long> FoldedAnew);
