using Dapper;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Reading;

/// <summary>
/// Reports over many accounts. They read the journal alone, over connections of their own, and take no longer than the bound of a query.
/// </summary>
public sealed class JournalReports(NpgsqlDataSource reports, Limits limits)
{
    /// <summary>Where the journal stands: all rows below are committed and do not change.</summary>
    public async Task<JournalPosition> PositionAsync(CancellationToken cancellation)
    {
        await using var connection = await reports.OpenConnectionAsync(cancellation);
        return new JournalPosition([.. await connection.QueryAsync<long>(
            Command(SqlText.Read("next_seqs"), null, cancellation))]);
    }

    /// <summary>
    /// Counts and sums of a store's business date up to <paramref name="position"/>; <paramref name="terminal"/> 0 takes all.
    /// </summary>
    public Task<IReadOnlyList<CloseLineRow>> CloseAsync(
        int store, int terminal, DateOnly date, JournalPosition position, CancellationToken cancellation) =>
        QueryAsync<CloseLineRow>("close_lines", new
        {
            store, terminal, date, partitions = Partitions(position), nexts = position.NextSeqs.ToArray(),
        }, cancellation);

    /// <summary>Gaps and repeats in the terminals' running numbers, no more than <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<SequenceRow>> SequenceAsync(
        int store, int terminal, DateOnly date, JournalPosition position, int limit, CancellationToken cancellation) =>
        QueryAsync<SequenceRow>("close_sequence", new
        {
            store, terminal, date, partitions = Partitions(position), nexts = position.NextSeqs.ToArray(), limit,
        }, cancellation);

    /// <summary>The postings from <paramref name="from"/> to <paramref name="to"/> (UTC, not included), summed by party.</summary>
    /// <param name="level">1 store, 2 branch, 3 merchant.</param>
    public Task<IReadOnlyList<SettlementRow>> SettlementAsync(
        short program, int level, DateTime from, DateTime to, CancellationToken cancellation) =>
        QueryAsync<SettlementRow>("settlement", new { program = (int)program, level, from, to }, cancellation);

    /// <summary>
    /// What members hold of what was posted before <paramref name="until"/> (UTC), by its age in days on <paramref name="today"/>.
    /// </summary>
    public Task<IReadOnlyList<LiabilityRow>> LiabilityAsync(short program, DateTime until, DateOnly today,
        CancellationToken cancellation) =>
        QueryAsync<LiabilityRow>("liability", new { program = (int)program, until, today }, cancellation);

    public Task<IReadOnlyList<BreakageRow>> BreakageAsync(short program, DateTime until, CancellationToken cancellation) =>
        QueryAsync<BreakageRow>("breakage", new { program = (int)program, until }, cancellation);

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string text, object parameters, CancellationToken cancellation)
    {
        await using var connection = await reports.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<T>(Command(SqlText.Read(text), parameters, cancellation))];
    }

    private CommandDefinition Command(string text, object? parameters, CancellationToken cancellation) =>
        new(text, parameters, commandTimeout: limits.QueryTimeoutSeconds, cancellationToken: cancellation);

    private static short[] Partitions(JournalPosition position) =>
        [.. Enumerable.Range(0, position.NextSeqs.Count).Select(number => (short)number)];
}
