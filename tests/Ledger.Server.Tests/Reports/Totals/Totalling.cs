using Ledger.Server.Basics;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Journal.Totals;
using Npgsql;

namespace Ledger.Server.Tests.Reports.Totals;

/// <summary>A server's totals without the server: it makes steps of its own size, and reads reports without moving them.</summary>
internal sealed class Totalling : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly JournalReports _reports;
    private readonly Limits _limits = new() { TotalsRestMaxRows = int.MaxValue };

    public Totalling(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 4, Options = "-c role=ledger_server" };
        _source = NpgsqlDataSource.Create(builder);
        Totals = new JournalTotals(_source, _limits, TimeProvider.System);
        _reports = new JournalReports(_source, Totals, _limits);
    }

    public JournalTotals Totals { get; }

    public Task<long?> StepAsync(int maxRows, CancellationToken cancellation = default) => StepAsync(Totals.Days, maxRows, cancellation);

    public Task<long?> StepReceiptsAsync(int maxRows, CancellationToken cancellation = default) =>
        StepAsync(Totals.Receipts, maxRows, cancellation);

    /// <summary>A step of each that is cut off somewhere, or not.</summary>
    public async Task CutOffAsync(int maxRows, TimeSpan after)
    {
        using var cut = new CancellationTokenSource(after);
        try
        {
            await StepReceiptsAsync(maxRows, cut.Token);
            await StepAsync(maxRows, cut.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    public Task<T> ReportAsync<T>(Func<OpenReport, Task<T>> read) => _reports.RunAsync(read, default);

    private Task<long?> StepAsync(FollowingTotals totals, int maxRows, CancellationToken cancellation)
    {
        _limits.TotalsStepMaxRows = maxRows;
        return totals.StepAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        Totals.Dispose();
        _reports.Dispose();
        await _source.DisposeAsync();
    }
}
