using System.Runtime.CompilerServices;
using Ledger.Client.Calls;
using Ledger.V1;

namespace Ledger.Client;

/// <content>Questions. They see every operation that was answered before they were asked. When none of the attempts is answered they
/// throw <see cref="LedgerUnavailableException"/>; a wrong field is a <see cref="LedgerRequestException"/>.</content>
public sealed partial class LedgerClient
{
    /// <summary>What an account holds now and what of it can be spent, its lots, cards, holds, tier, identifiers and status.</summary>
    /// <param name="target">Whose account; an identifier with its program.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The balances, or null when the ledger does not know the card or account.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    public Task<Balances?> GetBalancesAsync(Target target, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetBalancesRequest();
        if (target.CardToken is { } token)
            request.Card = token;
        else if (target.InProgram() is { } identifier)
            request.Identifier = identifier;
        else
            request.Account = target.AccountNumber;
        return Question.AskAsync(_channel, options => _channel.Reading.GetBalancesAsync(request, options), deadline, cancellationToken);
    }

    /// <summary>Points and bonus by the date they can last be spent, earliest first, and what cannot be spent yet.</summary>
    /// <param name="target">Whose account; an identifier with its program.</param>
    /// <param name="through">Lots that can last be spent up to this date; null: all that expire.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The lots, or null when the ledger does not know the card or account.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    public Task<Expiring?> GetExpiringAsync(
        Target target, DateOnly? through = null, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetExpiringRequest { Through = LedgerDate.From(through) };
        if (target.CardToken is { } token)
            request.Card = token;
        else if (target.InProgram() is { } identifier)
            request.Identifier = identifier;
        else
            request.Account = target.AccountNumber;
        return Question.AskAsync(_channel, options => _channel.Reading.GetExpiringAsync(request, options), deadline, cancellationToken);
    }

    /// <summary>What an operation would do now, posted nowhere: what a basket costs, earns and leaves. The same operation posted right
    /// afterwards gets the same answer, but for a PIN that is wrong: a quote takes the one typed as right and never counts a try.</summary>
    /// <param name="operation">What would be done, e.g. of <see cref="Operations"/>; the key may be empty.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The receipt it would get, refusals included (see <see cref="Outcomes.IsPosted"/>), without <c>sequence</c> and
    /// <c>posted_at</c>; null when the ledger does not know the card, account or store.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    public async Task<Receipt?> GetQuoteAsync(
        Operation operation, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var asked = operation.Clone();
        var quote = await Question.AskAsync(
            _channel, options => _channel.Reading.GetQuoteAsync(asked, options), deadline, cancellationToken);
        return quote?.Receipt;
    }

    /// <summary>The transactions of an account, newest first, refusals included. Pages are fetched as the caller comes to them.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="pageSize">Transactions a page, 1 to 200; 0: the ledger's default of 50.</param>
    /// <param name="deadline">How long each page may take; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LedgerRequestException">The ledger does not know the card or account (NOT_FOUND): an empty statement
    /// would look like a member without transactions.</exception>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    public async IAsyncEnumerable<StatementLine> GetStatementAsync(Target target, int pageSize = 0, TimeSpan? deadline = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = StatementRequest(target);
        request.PageSize = pageSize;
        do
        {
            var page = await Question.AskForExistingAsync(
                _channel, options => _channel.Reading.GetStatementAsync(request, options), deadline, cancellationToken);
            foreach (var line in page.Lines)
                yield return line;
            request.Page = page.NextPage;
        }
        while (request.Page.Length > 0);
    }

    /// <summary>What became of a key.</summary>
    /// <param name="key">The operation's key.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The receipt, or null when the journal does not hold the key: the operation has not been decided, but it may still be
    /// on its way, so null is no licence to do it under another key.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    public Task<Receipt?> GetOutcomeAsync(Guid key, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetOutcomeRequest { Key = OperationKey.ToByteString(key) };
        return Question.AskAsync(_channel, options => _channel.Reading.GetOutcomeAsync(request, options), deadline, cancellationToken);
    }

    /// <summary>Debits and credits by ledger account and asset, from the journal alone.</summary>
    /// <param name="program">The program's number; 0: all programs.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    public Task<TrialBalance> GetTrialBalanceAsync(
        int program = 0, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetTrialBalanceRequest { Program = program };
        return Question.AskForExistingAsync(
            _channel, options => _channel.Reading.GetTrialBalanceAsync(request, options), deadline, cancellationToken);
    }

    private static GetStatementRequest StatementRequest(Target target)
    {
        var request = new GetStatementRequest();
        if (target.CardToken is { } token)
            request.Card = token;
        else if (target.InProgram() is { } identifier)
            request.Identifier = identifier;
        else
            request.Account = target.AccountNumber;
        return request;
    }
}
