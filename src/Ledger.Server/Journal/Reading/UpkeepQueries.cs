using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Reading;

/// <summary>What upkeep looks for in the database, page by page.</summary>
internal sealed class UpkeepQueries(NpgsqlDataSource queries, Limits limits)
{
    /// <summary>
    /// Accounts of a partition on which something is due by <paramref name="day"/>, by day and number, behind <paramref name="after"/>.
    /// </summary>
    public async Task<IReadOnlyList<(DateOnly DueOn, long Account)>> DueByDayAsync(
        short partition, DateOnly day, (DateOnly DueOn, long Account) after, int maxCount, CancellationToken cancellation)
    {
        await using var command = Command("due_by_day");
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        command.Parameters.Add(new NpgsqlParameter<DateOnly>("day", day));
        command.Parameters.Add(new NpgsqlParameter<DateOnly>("after_day", after.DueOn));
        command.Parameters.Add(new NpgsqlParameter<long>("after_account", after.Account));
        command.Parameters.Add(new NpgsqlParameter<int>("limit", maxCount));
        var due = new List<(DateOnly, long)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) due.Add((reader.GetFieldValue<DateOnly>(1), reader.GetInt64(0)));
        return due;
    }

    /// <summary>
    /// Accounts of a partition with a hold that has ended by <paramref name="now"/> (UTC), the longest ended first, behind
    /// <paramref name="after"/>.
    /// </summary>
    public async Task<IReadOnlyList<(DateTime EndedAt, long Account)>> DueHoldsAsync(
        short partition, DateTime now, (DateTime EndedAt, long Account) after, int maxCount, CancellationToken cancellation)
    {
        await using var command = Command("due_holds");
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        command.Parameters.Add(new NpgsqlParameter<DateTime>("now", now));
        command.Parameters.Add(new NpgsqlParameter<DateTime>("after_end", after.EndedAt));
        command.Parameters.Add(new NpgsqlParameter<long>("after_account", after.Account));
        command.Parameters.Add(new NpgsqlParameter<int>("limit", maxCount));
        var due = new List<(DateTime, long)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) due.Add((reader.GetFieldValue<DateTime>(1), reader.GetInt64(0)));
        return due;
    }

    /// <summary>
    /// First rows of transfers, of all partitions, posted before <paramref name="until"/> and behind <paramref name="after"/>, that have
    /// neither arrived nor come back; by time.
    /// </summary>
    public async Task<IReadOnlyList<JournalRow>> TransfersUnderWayAsync(
        (DateTime PostedAt, Guid Key) after, DateTime until, int maxCount, CancellationToken cancellation)
    {
        await using var command = Command("transfers_under_way");
        command.Parameters.Add(new NpgsqlParameter<DateTime>("after", after.PostedAt));
        command.Parameters.Add(new NpgsqlParameter<Guid>("after_key", after.Key));
        command.Parameters.Add(new NpgsqlParameter<DateTime>("until", until));
        command.Parameters.Add(new NpgsqlParameter<int>("limit", maxCount));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await RowReader.ReadAllAsync(reader, cancellation);
    }

    /// <summary>The first row under a key; null: the journal does not hold it.</summary>
    public async Task<JournalRow?> FirstRowAsync(Guid key, CancellationToken cancellation)
    {
        var rows = await JournalQueries.FindAsync(queries, [key], cancellation);
        return rows.Count > 0 ? rows[0] : null;
    }

    private NpgsqlCommand Command(string text)
    {
        var command = queries.CreateCommand(SqlText.Read(text));
        command.CommandTimeout = limits.QueryTimeoutSeconds;
        return command;
    }
}
