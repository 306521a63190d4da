using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Reading;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>
/// Finds the account that answers for what was done on one that has been merged: along all merges, as the writers have them, of this server
/// or another one, or as the checkpoints do where that cannot be asked.
/// </summary>
internal sealed class Survivors(AccountStates accounts, IElsewhere elsewhere, JournalQueries journal, Limits limits)
{
    /// <summary>The account itself where it is not merged; or the problem that kept it from being asked.</summary>
    public async ValueTask<(long Account, Status? Problem)> OfAsync(long account, Caller from, CancellationToken cancellation)
    {
        for (var merges = 0; merges < limits.MergesMax; merges++)
        {
            var (state, problem) = await accounts.AskAsync(account, from, cancellation);
            if (problem is not null && !Problems.IsHeldElsewhere(problem)) return (account, problem);
            var into = problem is null ? MergedInto(state!)
                : await elsewhere.MergedIntoAsync(account, cancellation) ?? await journal.MergedIntoAsync(account, cancellation);
            if (into == 0) return (account, null);
            account = into;
        }
        return (account, Undecidable.Merged());
    }

    /// <summary>Where an account has gone; 0: nowhere.</summary>
    public static long MergedInto(AccountState state) => state.Membership.Follows ? state.Membership.MergedInto : 0;
}
