using Dapper;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Schema;

/// <summary>
/// The months of the journal: each holds the keys whose own time lies in it. They are made ahead of time, from the oldest month a
/// key may still come from to some months ahead.
/// </summary>
internal static class JournalMonths
{
    /// <summary>
    /// Makes every month that is needed at <paramref name="now"/> and does not exist yet; returns the names of the new ones.
    /// </summary>
    public static async Task<IReadOnlyList<string>> MakeAllAsync(NpgsqlDataSource queries, DateTime now, Limits limits,
        CancellationToken cancellation)
    {
        var made = new List<string>();
        var last = now.AddMonths(limits.MonthsAhead);
        for (var moment = now.AddDays(-limits.KeyMaxAgeDays); ; moment = moment.AddMonths(1))
        {
            if (moment > last) moment = last;
            if (await MakeAsync(queries, moment, limits, cancellation) is { } name) made.Add(name);
            if (moment == last) return made;
        }
    }

    /// <summary>Makes the month of <paramref name="moment"/>; null when it exists.</summary>
    public static async Task<string?> MakeAsync(
        NpgsqlDataSource queries, DateTime moment, Limits limits, CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                SqlText.Read("make_month"), new { moment }, commandTimeout: limits.QueryTimeoutSeconds, cancellationToken: cancellation));
    }
}
