using System.Text.RegularExpressions;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Tests.Reports.Totals;

/// <summary>The reports as the journal alone gives them, row by row and from its beginning: the second opinion on the totals.</summary>
internal sealed partial class JournalAlone(NpgsqlConnection session)
{
    public Task<IReadOnlyList<(short Asset, short Counter, long Debits, long Credits)>> TrialBalanceAsync(short program) =>
        QueryAsync<(short, short, long, long)>("trial_balance", new { program = (int)program });

    public Task<IReadOnlyList<BreakageRow>> BreakageAsync(short program, DateOnly until) => QueryAsync<BreakageRow>(
        "breakage", new { program = (int)program, until = until.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) });

    public Task<IReadOnlyList<LiabilityRow>> LiabilityAsync(short program, DateTime until, DateOnly today) =>
        QueryAsync<LiabilityRow>("liability", new { program = (int)program, until, today });

    public Task<IReadOnlyList<CloseLineRow>> CloseAsync(int store, int terminal, DateOnly date, JournalPosition position) =>
        QueryAsync<CloseLineRow>("close_lines", new { store, terminal, date, partitions = Partitions(position), nexts = position.NextSeqs.ToArray() });

    public Task<IReadOnlyList<SequenceRow>> SequenceAsync(int store, int terminal, DateOnly date, JournalPosition position, int limit) =>
        QueryAsync<SequenceRow>("close_sequence", new
        {
            store, terminal, date, partitions = Partitions(position), nexts = position.NextSeqs.ToArray(), limit,
        });

    public Task<IReadOnlyList<SettlementRow>> SettlementAsync(SettledRows rows) => QueryAsync<SettlementRow>("settlement", new
    {
        program = (int)rows.Program, level = rows.Level, from = rows.Period?.From ?? DateTime.UnixEpoch,
        to = rows.Period?.To ?? DateTime.UnixEpoch, first = rows.First, next = rows.Next,
        programs = rows.Closings.Select(closing => closing.Program).ToArray(),
        opens = rows.Closings.Select(closing => closing.Opens).ToArray(),
        closes = rows.Closings.Select(closing => closing.Closes).ToArray(),
        fee_programs = rows.StoresKeepFees.Select(version => version.Program).ToArray(),
        fee_versions = rows.StoresKeepFees.Select(version => version.Version).ToArray(),
    });

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string text, object parameters) =>
        [.. await session.QueryAsync<T>(Read($"journal_{text}.sql"), parameters)];

    private static string Read(string name)
    {
        using var stream = typeof(JournalAlone).Assembly.GetManifestResourceStream($"{typeof(JournalAlone).Namespace}.{name}")!;
        return Codes().Replace(new StreamReader(stream).ReadToEnd(), code => SqlCodes.Of(code.Groups[1].Value, code.Groups[2].Value));
    }

    private static short[] Partitions(JournalPosition position) =>
        [.. Enumerable.Range(0, position.NextSeqs.Count).Select(number => (short)number)];

    [GeneratedRegex(@"\{(\w+)\.(\w+)\}")]
    private static partial Regex Codes();
}
