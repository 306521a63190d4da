using Ledger.Rules.Rows;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Reading;

/// <summary>Reads that need no single writer: what is committed does not change.</summary>
public sealed class JournalQueries(NpgsqlDataSource queries, NpgsqlDataSource statements, Limits limits)
{
    /// <summary>The rows under one key in the order of their legs; empty when the journal does not hold it.</summary>
    public Task<IReadOnlyList<JournalRow>> FindAsync(Guid key, CancellationToken cancellation) => FindAsync(queries, [key], cancellation);

    /// <summary>The rows under a key and the rows that refer to it, in any partition, ordered by partition and number.</summary>
    public Task<IReadOnlyList<JournalRow>> FindRelatedAsync(Guid original, CancellationToken cancellation) =>
        FindRelatedAsync(queries, [original], cancellation);

    /// <summary>The account that stays, where another one was merged and its returns follow it, by its checkpoint; 0: it was not.</summary>
    public async Task<long> MergedIntoAsync(long account, CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(SqlText.Read("merged_into"));
        command.Parameters.Add(new NpgsqlParameter<long>("account", account));
        return await command.ExecuteScalarAsync(cancellation) is long into ? into : 0;
    }

    /// <summary>
    /// The newest <paramref name="count"/> transactions of a chain from row <paramref name="fromSeq"/> backwards, row by row, newest row
    /// first. One that takes too long is told as a report that does.
    /// </summary>
    public async Task<IReadOnlyList<JournalRow>> StatementAsync(short partition, long fromSeq, int count, CancellationToken cancellation)
    {
        await using var command = statements.CreateCommand(SqlText.Read("statement"));
        command.CommandTimeout = limits.QueryTimeoutSeconds;
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        command.Parameters.Add(new NpgsqlParameter<long>("from", fromSeq));
        command.Parameters.Add(new NpgsqlParameter<int>("count", count));
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            return await RowReader.ReadAllAsync(reader, cancellation);
        }
        catch (Exception reason) when (QueryTimeout.Ended(reason) && !cancellation.IsCancellationRequested)
        {
            throw Problems.ToException(Problems.ReportTooLong(limits.QueryTimeoutSeconds, nameof(Limits.QueryTimeoutSeconds)));
        }
    }

    internal static Task<IReadOnlyList<JournalRow>> FindAsync(
        NpgsqlDataSource queries, IReadOnlyCollection<Guid> keys, CancellationToken cancellation) =>
        ReadAsync(queries, SqlText.Read("find_keys"), keys, cancellation);

    internal static Task<IReadOnlyList<JournalRow>> FindRelatedAsync(
        NpgsqlDataSource queries, IReadOnlyCollection<Guid> originals, CancellationToken cancellation) =>
        ReadAsync(queries, SqlText.Read("find_related"), originals, cancellation);

    private static async Task<IReadOnlyList<JournalRow>> ReadAsync(
        NpgsqlDataSource queries, string text, IReadOnlyCollection<Guid> keys, CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(text);
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("keys", [.. keys]));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await RowReader.ReadAllAsync(reader, cancellation);
    }
}
