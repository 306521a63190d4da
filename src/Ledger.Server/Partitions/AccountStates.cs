using Ledger.Rules.State;
using Ledger.Server.Basics;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>Asks the single writer of an account for its state, in line with its postings.</summary>
/// <param name="hand">Hands a question to the writer of an account: <see cref="Router.Hand"/>.</param>
public sealed class AccountStates(Action<long, WorkItem> hand)
{
    /// <summary>The state, which nobody changes any more and which may be that of an account never opened; or the problem.</summary>
    /// <param name="from">Whose turn the question takes: who asks, so that readers take nothing from the ledger's own work.</param>
    public async ValueTask<(AccountState? State, Status? Problem)> AskAsync(
        long account, Caller from, CancellationToken cancellation, DateTime? deadline = null)
    {
        var question = new AccountQuestion(account) { Deadline = deadline ?? DateTime.MaxValue, Caller = cancellation, From = from };
        hand(account, question);
        return await question.Completion;
    }
}
