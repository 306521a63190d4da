using System.Runtime.CompilerServices;
using Ledger.Client.Calls;
using Ledger.V1;

namespace Ledger.Client;

/// <content>Questions. They see every operation that was answered before they were asked. When none of the attempts is answered they
/// throw <see cref="LedgerUnavailableException"/>; a wrong field is a <see cref="LedgerRequestException"/>.</content>
public sealed partial class LedgerClient
{
    /// <summary>What an account holds now, its lots and cards.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The balances, or null when the ledger does not know the card or account.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    public Task<Balances?> GetBalancesAsync(Target target, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetBalancesRequest();
        if (target.CardToken is { } token)
            request.Card = token;
        else
            request.Account = target.AccountNumber;
        return Question.AskAsync(_channel, options => _channel.Reading.GetBalancesAsync(request, options), deadline, cancellationToken);
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
        var request = new GetStatementRequest { PageSize = pageSize };
        if (target.CardToken is { } token)
            request.Card = token;
        else
            request.Account = target.AccountNumber;
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
}
