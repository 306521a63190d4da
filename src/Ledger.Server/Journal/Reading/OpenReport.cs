using Dapper;
using Ledger.Rules.Codes;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Reading;

/// <summary>
/// The queries of one report, all on the same snapshot of the journal: its totals, and the rows between them and where the report is made.
/// </summary>
public sealed class OpenReport
{
    private static readonly DateTime _always = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    private readonly NpgsqlConnection _connection;
    private readonly int _timeoutSeconds;
    private readonly CancellationToken _cancellation;
    private readonly long[] _totalSeqs;
    private readonly long[] _receiptSeqs;

    private OpenReport(
        NpgsqlConnection connection, int timeoutSeconds, IReadOnlyList<(long NextSeq, long TotalSeq, long ReceiptSeq)> positions,
        CancellationToken cancellation)
    {
        (_connection, _timeoutSeconds, _cancellation) = (connection, timeoutSeconds, cancellation);
        Position = new JournalPosition([.. positions.Select(partition => partition.NextSeq)]);
        _totalSeqs = [.. positions.Select(partition => partition.TotalSeq)];
        _receiptSeqs = [.. positions.Select(partition => partition.ReceiptSeq)];
    }

    /// <summary>Where the journal stands: all rows below are committed and do not change.</summary>
    public JournalPosition Position { get; }

    /// <summary>Begins a report on a connection whose transaction is its snapshot.</summary>
    internal static async Task<OpenReport> BeginAsync(NpgsqlConnection connection, int timeoutSeconds, CancellationToken cancellation)
    {
        var positions = await connection.QueryAsync<(long, long, long)>(new CommandDefinition(
            SqlText.Read("report_positions"), commandTimeout: timeoutSeconds, cancellationToken: cancellation));
        return new OpenReport(connection, timeoutSeconds, [.. positions], cancellation);
    }

    /// <summary>Debits and credits by asset and ledger account; <paramref name="program"/> 0 takes all programs.</summary>
    public async Task<IReadOnlyList<TrialBalanceRow>> TrialBalanceAsync(short program)
    {
        var lines = await QueryAsync<(short Asset, short Counter, long Debits, long Credits)>(
            "trial_balance", RestUpTo(Position, new { program = (int)program }));
        return [.. lines.Select(line => new TrialBalanceRow((Asset)line.Asset, (SystemAccount)line.Counter, line.Debits, line.Credits))];
    }

    /// <summary>
    /// Counts and sums of a store's business date up to <paramref name="position"/>; <paramref name="terminal"/> 0 takes all.
    /// </summary>
    public Task<IReadOnlyList<CloseLineRow>> CloseAsync(int store, int terminal, DateOnly date, JournalPosition position) =>
        QueryAsync<CloseLineRow>("close_lines", RestUpTo(position, new { store, terminal, date }));

    /// <summary>Gaps and repeats in the terminals' running numbers, no more than <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<SequenceRow>> SequenceAsync(int store, int terminal, DateOnly date, JournalPosition position, int limit) =>
        QueryAsync<SequenceRow>("close_sequence", RestUpTo(position, new { store, terminal, date, limit }));

    /// <summary>What was posted in a period, or what business months are settled with, summed by party.</summary>
    public async Task<IReadOnlyList<SettlementRow>> SettlementAsync(SettledRows rows)
    {
        var closings = rows.Closings;
        if (rows.Period is { } period)
        {
            var programs = rows.Program == 0 ? await QueryAsync<short>("programs_there", null) : [rows.Program];
            closings = [.. programs.Select(program => new MonthClosing(program, period.From, period.To))];
        }
        if (closings.Count == 0) return [];
        return await QueryAsync<SettlementRow>("settlement", RestUpTo(Position, new
        {
            level = rows.Level, first = rows.First, next = rows.Next,
            programs = closings.Select(closing => closing.Program).ToArray(),
            begins = closings.Select(_ => rows.Period?.From ?? _always).ToArray(),
            opens = closings.Select(closing => closing.Opens).ToArray(),
            closes = closings.Select(closing => closing.Closes).ToArray(),
            from = rows.Period is { From: var from } ? DateOnly.FromDateTime(from) : DateOnly.MinValue,
            late_from = DateOnly.FromDateTime(closings.Min(closing => closing.Opens)),
            until = DateOnly.FromDateTime(closings.Max(closing => closing.Closes)).AddDays(1),
            fee_programs = rows.StoresKeepFees.Select(version => version.Program).ToArray(),
            fee_versions = rows.StoresKeepFees.Select(version => version.Version).ToArray(),
        }));
    }

    /// <summary>
    /// What members hold of what was posted before <paramref name="until"/> (UTC), by its age in days on <paramref name="today"/>. Receipts
    /// say what is left of them now; where something was posted since, the newest closing before it does, and the rows behind that are
    /// read.
    /// </summary>
    public async Task<IReadOnlyList<LiabilityRow>> LiabilityAsync(short program, DateTime until, DateOnly today)
    {
        if (!((await QueryAsync<DateTime?>("newest_posting", null)).Single() >= until))
            return await QueryAsync<LiabilityRow>(
                "liability_by_receipts", Between(_receiptSeqs, Position, new { program = (int)program, today }));
        var closings = await QueryAsync<(long Seq, DateOnly Month, long? LaterSeq)>("closings_before", new { until });
        // Rows behind the closing after it are of no interest.
        var position = new JournalPosition([.. closings.Zip(Position.NextSeqs, (closing, next) => closing.LaterSeq + 1 ?? next)]);
        return await QueryAsync<LiabilityRow>("liability_by_closings", Between(
            [.. closings.Select(closing => closing.Seq)], position,
            new { program = (int)program, until, today, months = closings.Select(closing => closing.Month).ToArray() }));
    }

    /// <summary>What expired or was forfeited before the day <paramref name="until"/> (UTC), by month.</summary>
    public Task<IReadOnlyList<BreakageRow>> BreakageAsync(short program, DateOnly until) =>
        QueryAsync<BreakageRow>("breakage", RestUpTo(Position, new { program = (int)program, until }));

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string text, object? parameters) =>
        [.. await _connection.QueryAsync<T>(new CommandDefinition(
            SqlText.Read(text), parameters, commandTimeout: _timeoutSeconds, cancellationToken: _cancellation))];

    // The rows of each partition between its totals and the position; one that was given earlier may lie before them.
    private DynamicParameters RestUpTo(JournalPosition position, object parameters) => Between(_totalSeqs, position, parameters);

    private static DynamicParameters Between(long[] afters, JournalPosition position, object parameters)
    {
        var all = new DynamicParameters(parameters);
        all.Add("partitions", Enumerable.Range(0, afters.Length).Select(number => (short)number).ToArray());
        all.Add("afters", afters);
        all.Add("uptos", position.NextSeqs.Select(next => next - 1).ToArray());
        return all;
    }
}
