using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Partitions;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Intake;

/// <summary>
/// Looks where the server's ledger keeps things: cards and committed rows in the database, accounts with their single writers.
/// </summary>
public sealed class LedgerLookups(CardDirectory cards, JournalQueries journal, AccountStates accounts) : ILookups
{
    public ValueTask<long?> AccountOfAsync(Guid id, CancellationToken cancellation) => cards.FindAsync(id, cancellation);

    public ValueTask<string?> StockTypeOfAsync(Guid card, CancellationToken cancellation) => cards.StockTypeOfAsync(card, cancellation);

    public ValueTask<IReadOnlyList<JournalRow>> RowsOfAsync(Guid key, CancellationToken cancellation) =>
        new(journal.FindAsync(key, cancellation));

    public ValueTask<(AccountState? State, Status? Problem)> StateOfAsync(long account, Caller from, CancellationToken cancellation) =>
        accounts.AskAsync(account, from, cancellation);
}
