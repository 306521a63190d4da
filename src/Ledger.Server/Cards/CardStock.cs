using Dapper;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Cards;

/// <summary>Cards that were made and belong to nobody yet. A batch comes into being as a whole or not at all.</summary>
/// <param name="queries">For what is asked of one card.</param>
/// <param name="batches">For batches, which are large: connections of their own.</param>
public sealed class CardStock(NpgsqlDataSource queries, NpgsqlDataSource batches, Limits limits)
{
    // Any constant: it only has to be the same for all servers.
    private const long Lock = 0x4C6564676573;

    /// <summary>The batch under that key; null: there is none.</summary>
    public async Task<CardBatch?> FindBatchAsync(Guid key, CancellationToken cancellation)
    {
        await using var connection = await batches.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<CardBatch>(Command(
            SqlText.Read("find_batch"), new { key }, cancellation));
    }

    /// <summary>The ids of a batch's cards.</summary>
    /// <param name="limit">How many it has.</param>
    public async Task<HashSet<Guid>> CardsOfAsync(Guid key, int limit, CancellationToken cancellation)
    {
        await using var connection = await batches.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<Guid>(Command(
            SqlText.Read("cards_of_batch"), new { key, limit }, cancellation))];
    }

    /// <summary>How many of a batch's cards belong to somebody by now.</summary>
    public async Task<long> IssuedOfAsync(Guid key, CancellationToken cancellation)
    {
        await using var connection = await batches.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<long>(Command(SqlText.Read("issued_of_batch"), new { key }, cancellation));
    }

    /// <summary>The card of that id, when it was made in a batch; whether it is issued is for the directory to say.</summary>
    public async Task<StockCard?> FindAsync(Guid card, CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<StockCard>(Command(
            SqlText.Read("find_stock"), new { card }, cancellation));
    }

    /// <summary>
    /// Begins a batch. Other batches wait until this one ends, so what its space holds does not change meanwhile. Null when there is a
    /// batch under that key by now.
    /// </summary>
    internal async Task<CardBatchWriter?> BeginAsync(CardBatch batch, CancellationToken cancellation)
    {
        var connection = await batches.OpenConnectionAsync(cancellation);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellation);
            await connection.ExecuteAsync(Command(SqlText.Read("lock_batches"), new { Lock }, cancellation, transaction));
            var begun = await connection.ExecuteAsync(Command(
                SqlText.Read("begin_batch"),
                new { batch.Key, now = batch.MadeAt, batch.Count, batch.Program, batch.CardType, batch.Prefix }, cancellation,
                transaction));
            if (begun == 1) return new CardBatchWriter(connection, transaction, batch, limits);
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private CommandDefinition Command(string text, object? parameters, CancellationToken cancellation,
        NpgsqlTransaction? transaction = null) =>
        new(text, parameters, transaction, limits.QueryTimeoutSeconds, cancellationToken: cancellation);
}
