using Dapper;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Catalog;

/// <summary>
/// When business months of programs were closed. Once noted it holds for ever, whatever stores or zones a program gets later.
/// </summary>
public sealed class SettlementMonths(NpgsqlDataSource queries)
{
    /// <summary>
    /// Notes moments that are over, where none is noted yet, and returns what is noted of those months, by program and month
    /// (year * 100 + month).
    /// </summary>
    /// <param name="over">Program, month, and the moment (UTC) it was closed.</param>
    /// <param name="months">The months that are asked for.</param>
    public async Task<IReadOnlyDictionary<(short Program, int Month), DateTime>> NoteAsync(
        IReadOnlyCollection<(short Program, int Month, DateTime ClosesAt)> over, int[] months, CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        if (over.Count > 0)
            await connection.ExecuteAsync(new CommandDefinition(SqlText.Read("close_months"), new
            {
                programs = over.Select(month => month.Program).ToArray(), months = over.Select(month => month.Month).ToArray(),
                closes = over.Select(month => month.ClosesAt).ToArray(),
            }, cancellationToken: cancellation));
        var noted = await connection.QueryAsync<(short Program, int Month, DateTime ClosesAt)>(
            new CommandDefinition(SqlText.Read("closed_months"), new { months }, cancellationToken: cancellation));
        return noted.ToDictionary(month => (month.Program, month.Month), month => month.ClosesAt);
    }

    /// <summary>The programs that have stores by now.</summary>
    public async Task<IReadOnlyCollection<short>> ProgramsAsync(CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<short>(
            new CommandDefinition(SqlText.Read("programs_with_stores"), cancellationToken: cancellation))];
    }
}
