using System.Data;
using Dapper;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Sql;
using Ledger.Server.Journal.Totals;
using Npgsql;

namespace Ledger.Server.Journal.Reading;

/// <summary>
/// Reports over many accounts, from the journal's totals and the rows that are not in them yet. They are read over connections of their
/// own, as many at once as there are connections. What is more than that is refused at once; so is a report of a journal of which something
/// is missing, and one that takes too long.
/// </summary>
public sealed class JournalReports(NpgsqlDataSource reports, JournalTotals totals, Limits limits) : IDisposable
{
    private readonly SemaphoreSlim _room = new(limits.ReportConnectionsMax);

    /// <summary>Makes one report from one snapshot of the whole journal.</summary>
    /// <param name="read">The report.</param>
    /// <param name="cancellation">Whoever asks has left.</param>
    /// <param name="byReceipts">It begins from receipts too, which are moved on before it.</param>
    public async Task<T> RunAsync<T>(Func<OpenReport, Task<T>> read, CancellationToken cancellation, bool byReceipts = false)
    {
        if (!_room.Wait(0, CancellationToken.None))
            throw Problems.ToException(Problems.ReportsFull(limits.ReportConnectionsMax));
        try
        {
            await using var connection = await reports.OpenConnectionAsync(cancellation);
            return await ReadAsync(connection, read, byReceipts, cancellation);
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task<T> ReadAsync<T>(
        NpgsqlConnection connection, Func<OpenReport, Task<T>> read, bool byReceipts, CancellationToken cancellation)
    {
        try
        {
            await totals.Days.CatchUpAsync(connection, cancellation);
            if (byReceipts) await totals.Receipts.CatchUpAsync(connection, cancellation);
            await using var snapshot = await connection.BeginNowAsync(
                limits.LookUpTimeoutSeconds, cancellation, IsolationLevel.RepeatableRead);
            // Reading the journal here keeps its months where they are until the snapshot ends.
            var missing = (await connection.QueryAsync<string>(new CommandDefinition(
                SqlText.Read("missing_months"), commandTimeout: limits.ReportTimeoutSeconds, cancellationToken: cancellation))).ToArray();
            if (missing.Length > 0) throw Problems.ToException(Problems.JournalIncomplete(missing));
            return await read(await OpenReport.BeginAsync(connection, limits.ReportTimeoutSeconds, cancellation));
        }
        catch (Exception reason) when (QueryTimeout.Ended(reason) && !cancellation.IsCancellationRequested)
        {
            throw Problems.ToException(Problems.ReportTooLong(limits.ReportTimeoutSeconds, nameof(Limits.ReportTimeoutSeconds)));
        }
    }
}
