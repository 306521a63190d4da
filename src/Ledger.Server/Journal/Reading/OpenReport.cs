using Dapper;
using Ledger.Rules.Codes;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Reading;

/// <summary>The queries of one report, all on the same snapshot of the journal.</summary>
public sealed class OpenReport
{
    private readonly NpgsqlConnection _connection;
    private readonly int _timeoutSeconds;
    private readonly CancellationToken _cancellation;

    internal OpenReport(NpgsqlConnection connection, int timeoutSeconds, CancellationToken cancellation) =>
        (_connection, _timeoutSeconds, _cancellation) = (connection, timeoutSeconds, cancellation);

    /// <summary>Where the journal stands: all rows below are committed and do not change.</summary>
    public async Task<JournalPosition> PositionAsync() => new(await QueryAsync<long>("next_seqs", null));

    /// <summary>Debits and credits by asset and ledger account; <paramref name="program"/> 0 takes all programs.</summary>
    public async Task<IReadOnlyList<TrialBalanceRow>> TrialBalanceAsync(short program)
    {
        var lines = await QueryAsync<(short Asset, short Counter, long Debits, long Credits)>(
            "trial_balance", new { program = (int)program });
        return [.. lines.Select(line => new TrialBalanceRow((Asset)line.Asset, (SystemAccount)line.Counter, line.Debits, line.Credits))];
    }

    /// <summary>
    /// Counts and sums of a store's business date up to <paramref name="position"/>; <paramref name="terminal"/> 0 takes all.
    /// </summary>
    public Task<IReadOnlyList<CloseLineRow>> CloseAsync(int store, int terminal, DateOnly date, JournalPosition position) =>
        QueryAsync<CloseLineRow>("close_lines", new
        {
            store, terminal, date, partitions = Partitions(position), nexts = position.NextSeqs.ToArray(),
        });

    /// <summary>Gaps and repeats in the terminals' running numbers, no more than <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<SequenceRow>> SequenceAsync(int store, int terminal, DateOnly date, JournalPosition position, int limit) =>
        QueryAsync<SequenceRow>("close_sequence", new
        {
            store, terminal, date, partitions = Partitions(position), nexts = position.NextSeqs.ToArray(), limit,
        });

    /// <summary>What was posted in a period, or what business months are settled with, summed by party.</summary>
    public Task<IReadOnlyList<SettlementRow>> SettlementAsync(SettledRows rows) => QueryAsync<SettlementRow>("settlement", new
    {
        program = (int)rows.Program, level = rows.Level, from = rows.From, to = rows.To, first = rows.First, next = rows.Next,
        programs = rows.Closings.Select(closing => closing.Program).ToArray(),
        opens = rows.Closings.Select(closing => closing.Opens).ToArray(),
        closes = rows.Closings.Select(closing => closing.Closes).ToArray(),
        fee_programs = rows.StoresKeepFees.Select(version => version.Program).ToArray(),
        fee_versions = rows.StoresKeepFees.Select(version => version.Version).ToArray(),
    });

    /// <summary>
    /// What members hold of what was posted before <paramref name="until"/> (UTC), by its age in days on <paramref name="today"/>.
    /// </summary>
    public Task<IReadOnlyList<LiabilityRow>> LiabilityAsync(short program, DateTime until, DateOnly today) =>
        QueryAsync<LiabilityRow>("liability", new { program = (int)program, until, today });

    public Task<IReadOnlyList<BreakageRow>> BreakageAsync(short program, DateTime until) =>
        QueryAsync<BreakageRow>("breakage", new { program = (int)program, until });

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string text, object? parameters) =>
        [.. await _connection.QueryAsync<T>(new CommandDefinition(
            SqlText.Read(text), parameters, commandTimeout: _timeoutSeconds, cancellationToken: _cancellation))];

    private static short[] Partitions(JournalPosition position) =>
        [.. Enumerable.Range(0, position.NextSeqs.Count).Select(number => (short)number)];
}
