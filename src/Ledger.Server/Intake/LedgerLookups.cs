using Ledger.Rules.Asked;
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
internal sealed class LedgerLookups(
    CardDirectory cards, JournalQueries journal, AccountStates accounts, Survivors survivors, TakeBacks takeBacks) : ILookups
{
    public ValueTask<long?> AccountOfAsync(Guid id, CancellationToken cancellation) => cards.FindAsync(id, cancellation);

    public ValueTask<(short Program, string Type)?> StockOfAsync(Guid card, CancellationToken cancellation) =>
        cards.StockOfAsync(card, cancellation);

    public ValueTask<IReadOnlyList<JournalRow>> RowsOfAsync(Guid key, CancellationToken cancellation) =>
        new(journal.FindAsync(key, cancellation));

    public ValueTask<(long Account, Status? Problem)> SurvivorOfAsync(long account, Caller from, CancellationToken cancellation) =>
        survivors.OfAsync(account, from, cancellation);

    public ValueTask<(TakenBack? Answer, Status? Problem)> TakeBackAsync(JournalRow transfer, CancellationToken cancellation) =>
        takeBacks.OfAsync(SentTransfer.Of(transfer)!, transfer.Account, cancellation);

    public ValueTask<(AccountState? State, Status? Problem)> StateOfAsync(long account, Caller from, CancellationToken cancellation) =>
        accounts.AskAsync(account, from, cancellation);
}
