using Ledger.V1;

namespace Ledger.Client;

/// <content>Questions about one account, one key, and the whole ledger.</content>
public partial interface ILedgerClient
{
    /// <summary>What an account holds now and what of it can be spent, its lots, cards, holds, tier, identifiers and status.</summary>
    /// <param name="target">Whose account; an identifier with its program.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The balances, or null when the ledger does not know the card or account.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<Balances?> GetBalancesAsync(Target target, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Points and bonus by the date they can last be spent, earliest first, and what cannot be spent yet.</summary>
    /// <param name="target">Whose account; an identifier with its program.</param>
    /// <param name="through">Lots that can last be spent up to this date; null: all that expire.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The lots, or null when the ledger does not know the card or account.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<Expiring?> GetExpiringAsync(
        Target target, DateOnly? through = null, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>What an operation would do now, posted nowhere: what a basket costs, earns and leaves. The same operation posted right
    /// afterwards gets the same answer, but for a PIN that is wrong: a quote takes the one typed as right and never counts a try.</summary>
    /// <param name="operation">What would be done, e.g. of <see cref="Operations"/>; the key may be empty.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The receipt it would get, refusals included (see <see cref="Outcomes.IsPosted"/>), without <c>sequence</c> and
    /// <c>posted_at</c>; null when the ledger does not know the card, account or store.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<Receipt?> GetQuoteAsync(
        Operation operation, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>The transactions of an account, newest first, refusals included. Pages are fetched as the caller comes to them.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="pageSize">Transactions a page, 1 to 200; 0: the ledger's default of 50.</param>
    /// <param name="deadline">How long each page may take; <see cref="LedgerClientOptions.ReportTimeout"/> when left out.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LedgerRequestException">The ledger does not know the card or account (NOT_FOUND): an empty statement
    /// would look like a member without transactions.</exception>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    IAsyncEnumerable<StatementLine> GetStatementAsync(Target target, int pageSize = 0, TimeSpan? deadline = null,
        CancellationToken cancellationToken = default);

    /// <summary>What became of a key.</summary>
    /// <param name="key">The operation's key.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The receipt, or null when the journal does not hold the key: the operation has not been decided, but it may still be
    /// on its way, so null is no licence to do it under another key.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<Receipt?> GetOutcomeAsync(Guid key, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Debits and credits by ledger account and asset, from the journal alone.</summary>
    /// <param name="program">The program's number; 0: all programs.</param>
    /// <param name="deadline">How long it may take in all; <see cref="LedgerClientOptions.ReportTimeout"/> when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<TrialBalance> GetTrialBalanceAsync(
        int program = 0, TimeSpan? deadline = null, CancellationToken cancellationToken = default);
}
