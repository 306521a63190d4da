using Ledger.Client.Calls;
using Ledger.V1;

namespace Ledger.Client;

/// <content>Reports over many accounts, from the journal alone. They fail as the other questions do.</content>
public sealed partial class LedgerClient
{
    /// <inheritdoc/>
    public Task<Close> GetCloseAsync(int store, DateOnly businessDate, int terminal = 0, string position = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = CloseRequest(store, businessDate, terminal, position);
        return Question.AskForReportAsync(
            _channel, options => _channel.Reporting.GetCloseAsync(request, options), deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Settlement> GetSettlementAsync(SettlementLevel level, int year, int month, int program = 0,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = SettlementRequest(level, year, month, program);
        return Question.AskForReportAsync(
            _channel, options => _channel.Reporting.GetSettlementAsync(request, options), deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Settlement> GetBusinessSettlementAsync(SettlementLevel level, int year, int month, int program = 0,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetSettlementRequest { Level = level, BusinessMonth = (year * 100) + month, Program = program };
        return Question.AskForReportAsync(
            _channel, options => _channel.Reporting.GetSettlementAsync(request, options), deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Liability> GetLiabilityAsync(
        DateOnly? asOf = null, int program = 0, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = LiabilityRequest(asOf, program);
        return Question.AskForReportAsync(
            _channel, options => _channel.Reporting.GetLiabilityAsync(request, options), deadline, cancellationToken);
    }

    private static GetCloseRequest CloseRequest(int store, DateOnly businessDate, int terminal, string position) => new()
    {
        Store = store, Terminal = terminal, BusinessDate = LedgerDate.From(businessDate), Position = position,
    };

    private static GetSettlementRequest SettlementRequest(SettlementLevel level, int year, int month, int program) => new()
    {
        Level = level, Month = (year * 100) + month, Program = program,
    };

    private static GetLiabilityRequest LiabilityRequest(DateOnly? asOf, int program) => new()
    {
        AsOf = LedgerDate.From(asOf), Program = program,
    };
}
