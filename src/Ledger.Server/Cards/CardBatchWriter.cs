using Dapper;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Cards;

/// <summary>A batch on its way into the stock. What is not committed has never been.</summary>
internal sealed class CardBatchWriter(NpgsqlConnection connection, NpgsqlTransaction transaction, CardBatch batch, Limits limits)
    : IAsyncDisposable
{
    /// <summary>
    /// The fullest corner of the batch's space, this batch included: numbers made so far for every 10^18 that a guess can choose from,
    /// over all prefixes that this one begins or is begun by.
    /// </summary>
    public async Task<decimal> FullestAsync(CancellationToken cancellation) =>
        await connection.ExecuteScalarAsync<decimal>(new CommandDefinition(
        SqlText.Read("card_space"), new { batch.Prefix }, transaction, limits.QueryTimeoutSeconds, cancellationToken: cancellation));

    /// <summary>Puts cards into the stock and returns those that were free: in no stock and issued to nobody.</summary>
    public async Task<HashSet<Guid>> AddAsync(Guid[] cards, string[] lastFour, string type, CancellationToken cancellation) =>
        [.. await connection.QueryAsync<Guid>(new CommandDefinition(
            SqlText.Read("add_stock"), new { cards, lastFour, batch.Key, batch.Program, type }, transaction, limits.QueryTimeoutSeconds,
            cancellationToken: cancellation))];

    public Task CommitAsync(CancellationToken cancellation) => transaction.CommitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
