using System.Runtime.CompilerServices;
using Ledger.Client.Calls;
using Ledger.V1;

namespace Ledger.Client;

/// <content>Questions about one account, one key, and the whole ledger.</content>
public sealed partial class LedgerClient
{
    /// <inheritdoc/>
    public Task<Balances?> GetBalancesAsync(Target target, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetBalancesRequest();
        target.NameIn(request);
        return Question.AskAsync(_channel, options => _channel.Reading.GetBalancesAsync(request, options), deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Expiring?> GetExpiringAsync(
        Target target, DateOnly? through = null, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetExpiringRequest { Through = LedgerDate.From(through) };
        target.NameIn(request);
        return Question.AskAsync(_channel, options => _channel.Reading.GetExpiringAsync(request, options), deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Receipt?> GetQuoteAsync(
        Operation operation, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var asked = operation.Clone();
        var quote = await Question.AskAsync(
            _channel, options => _channel.Reading.GetQuoteAsync(asked, options), deadline, cancellationToken);
        return quote?.Receipt;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StatementLine> GetStatementAsync(Target target, int pageSize = 0, TimeSpan? deadline = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = StatementRequest(target);
        request.PageSize = pageSize;
        do
        {
            var page = await Question.AskForReportAsync(
                _channel, options => _channel.Reading.GetStatementAsync(request, options), deadline, cancellationToken);
            foreach (var line in page.Lines)
                yield return line;
            request.Page = page.NextPage;
        }
        while (request.Page.Length > 0);
    }

    /// <inheritdoc/>
    public Task<Receipt?> GetOutcomeAsync(Guid key, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetOutcomeRequest { Key = OperationKey.ToByteString(key) };
        return Question.AskAsync(_channel, options => _channel.Reading.GetOutcomeAsync(request, options), deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TrialBalance> GetTrialBalanceAsync(
        int program = 0, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetTrialBalanceRequest { Program = program };
        return Question.AskForReportAsync(
            _channel, options => _channel.Reading.GetTrialBalanceAsync(request, options), deadline, cancellationToken);
    }

    private static GetStatementRequest StatementRequest(Target target)
    {
        var request = new GetStatementRequest();
        target.NameIn(request);
        return request;
    }
}
