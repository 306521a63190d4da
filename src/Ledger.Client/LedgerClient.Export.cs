using Ledger.Client.Calls;
using Ledger.V1;

namespace Ledger.Client;

/// <content>
/// Reports as CSV (RFC 4180, UTF-8, one header line), written to a stream piece by piece, so that no file is ever in memory as a whole.
/// All share the words of <see cref="ExportAsync"/>.
/// </content>
public sealed partial class LedgerClient
{
    /// <summary>
    /// How long an export may take when the call does not say, unless <see cref="LedgerClientOptions.ReportTimeout"/> is more.
    /// </summary>
    public static readonly TimeSpan ExportDeadline = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public Task<long> ExportAsync(
        ExportRequest request, Stream destination, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(destination);
        return ExportCall.RunAsync(
            _channel, request.Clone(), destination, deadline ?? Longer(ExportDeadline, _channel.Options.ReportTimeout), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> ExportStatementAsync(
        Target target, Stream destination, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        ExportAsync(new ExportRequest { Statement = StatementRequest(target) }, destination, deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<long> ExportSettlementAsync(SettlementLevel level, int year, int month, Stream destination, int program = 0,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        ExportAsync(
            new ExportRequest { Settlement = SettlementRequest(level, year, month, program) }, destination, deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<long> ExportTrialBalanceAsync(
        Stream destination, int program = 0, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        ExportAsync(new ExportRequest { TrialBalance = new GetTrialBalanceRequest { Program = program } },
            destination, deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<long> ExportCloseAsync(int store, DateOnly businessDate, Stream destination, int terminal = 0, string position = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        ExportAsync(
            new ExportRequest { Close = CloseRequest(store, businessDate, terminal, position) }, destination, deadline, cancellationToken);

    /// <inheritdoc/>
    public Task<long> ExportLiabilityAsync(Stream destination, DateOnly? asOf = null, int program = 0,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        ExportAsync(new ExportRequest { Liability = LiabilityRequest(asOf, program) }, destination, deadline, cancellationToken);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
