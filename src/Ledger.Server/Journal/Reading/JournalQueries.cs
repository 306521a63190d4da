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

    /// <summary>
    /// The rows under a key and the rows that refer to it, in any partition, ordered by partition and number.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are more than <see cref="Limits.RelatedMaxRows"/>.</exception>
    public async Task<IReadOnlyList<JournalRow>> FindRelatedAsync(Guid original, CancellationToken cancellation)
    {
        var rows = await FindRelatedAsync(queries, [original], limits.RelatedMaxRows + 1, limits.QueryTimeoutSeconds, cancellation);
        return rows.Count <= limits.RelatedMaxRows
            ? rows : throw new InvalidOperationException($"More than {limits.RelatedMaxRows} rows refer to {original}.");
    }

    /// <summary>The account that stays, where another one was merged and its returns follow it, by its checkpoint; 0: it was not.</summary>
    public async Task<long> MergedIntoAsync(long account, CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(SqlText.Read("merged_into"));
        command.Parameters.Add(new NpgsqlParameter<long>("account", account));
        return await command.ExecuteScalarAsync(cancellation) is long into ? into : 0;
    }

    /// <summary>
    /// The newest <paramref name="count"/> transactions of a chain from row <paramref name="fromSeq"/> backwards, row by row, newest row
    /// first; none before row <paramref name="beganSeq"/>. One that takes too long is told as a report that does.
    /// </summary>
    public async Task<IReadOnlyList<JournalRow>> StatementAsync(
        short partition, long fromSeq, long beganSeq, int count, CancellationToken cancellation)
    {
        await using var command = statements.CreateCommand(SqlText.Read("statement"));
        command.CommandTimeout = limits.QueryTimeoutSeconds;
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        command.Parameters.Add(new NpgsqlParameter<long>("from", fromSeq));
        command.Parameters.Add(new NpgsqlParameter<long>("began", beganSeq));
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

    internal static async Task<IReadOnlyList<JournalRow>> FindAsync(
        NpgsqlDataSource queries, IReadOnlyCollection<Guid> keys, CancellationToken cancellation)
    {
        await using var command = ByKeys(queries, "find_keys", keys);
        return await ReadAsync(command, cancellation);
    }

    /// <param name="maxCount">There may be more rows than this many that are read.</param>
    /// <param name="timeoutSeconds">They may lie far apart.</param>
    internal static async Task<IReadOnlyList<JournalRow>> FindRelatedAsync(
        NpgsqlDataSource queries, IReadOnlyCollection<Guid> originals, int maxCount, int timeoutSeconds, CancellationToken cancellation)
    {
        await using var command = ByKeys(queries, "find_related", originals);
        command.CommandTimeout = timeoutSeconds;
        command.Parameters.Add(new NpgsqlParameter<int>("limit", maxCount));
        return await ReadAsync(command, cancellation);
    }

    private static NpgsqlCommand ByKeys(NpgsqlDataSource queries, string text, IReadOnlyCollection<Guid> keys)
    {
        var command = queries.CreateCommand(SqlText.Read(text));
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("keys", [.. keys]));
        return command;
    }

    private static async Task<IReadOnlyList<JournalRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await RowReader.ReadAllAsync(reader, cancellation);
    }
}
