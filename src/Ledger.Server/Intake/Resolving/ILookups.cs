using Ledger.Rules.Asked;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Intake.Resolving;

/// <summary>
/// What reading an operation asks of a ledger: the server's looks into database and partitions, one of a test into memory.
/// </summary>
public interface ILookups
{
    /// <summary>The account that a card or identifier points at now, by its keyed hash; null: it names nobody (any more).</summary>
    ValueTask<long?> AccountOfAsync(Guid id, CancellationToken cancellation);

    /// <summary>
    /// A card, by its keyed hash, that was made in a batch and is not issued yet: whose it is to issue, and its type's code. Null: it is
    /// not in stock.
    /// </summary>
    ValueTask<(short Program, string Type)?> StockOfAsync(Guid card, CancellationToken cancellation);

    /// <summary>The rows under a key in the order of their legs; empty when the journal does not hold it.</summary>
    ValueTask<IReadOnlyList<JournalRow>> RowsOfAsync(Guid key, CancellationToken cancellation);

    /// <summary>
    /// The account that answers for what was done on <paramref name="account"/>: the account itself, or the one that stays after it was
    /// merged, however often; or the problem that kept it from being found.
    /// </summary>
    ValueTask<(long Account, Status? Problem)> SurvivorOfAsync(long account, Caller from, CancellationToken cancellation);

    /// <summary>
    /// Has the other side of a transfer give back what is left of it there, once, and tells what it answered; null and no problem: the
    /// transfer has come back by itself.
    /// </summary>
    /// <param name="transfer">The transfer's first row.</param>
    ValueTask<(TakenBack? Answer, Status? Problem)> TakeBackAsync(JournalRow transfer, CancellationToken cancellation);

    /// <summary>
    /// What an account holds, in line with its postings: a state that nobody changes any more, and which may be that of an account never
    /// opened; or the problem that kept it from being told.
    /// </summary>
    /// <param name="from">Who asks, and whose turn it takes at the account's writer.</param>
    ValueTask<(AccountState? State, Status? Problem)> StateOfAsync(long account, Caller from, CancellationToken cancellation);
}
