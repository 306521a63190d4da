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

    /// <summary>
    /// Takes the batch's prefix for its program. False: it, one that it begins with, or one that begins with it is another program's.
    /// </summary>
    public async Task<bool> TryTakePrefixAsync(CancellationToken cancellation)
    {
        if (batch.Prefix.Length == 0) return true;
        var owner = await connection.QuerySingleOrDefaultAsync<(string Prefix, short Program)?>(new CommandDefinition(
            SqlText.Read("prefix_owners"), new { batch.Prefix, batch.Program }, transaction, limits.QueryTimeoutSeconds,
            cancellationToken: cancellation));
        // Two programs of a ledger of 0.2.0 may share numbers: each goes on with the prefix it has.
        if (owner?.Prefix == batch.Prefix) return owner.Value.Program == batch.Program;
        if (owner is { } other && other.Program != batch.Program) return false;
        await connection.ExecuteAsync(new CommandDefinition(
            SqlText.Read("take_prefix"), new { batch.Prefix, batch.Program, batch.MadeAt }, transaction, limits.QueryTimeoutSeconds,
            cancellationToken: cancellation));
        return true;
    }

    /// <summary>How many numbers the program has had made since a moment (UTC), this batch included, and when the first of them.</summary>
    public async Task<(long Made, DateTime Oldest)> MadeSinceAsync(DateTime since, CancellationToken cancellation) =>
        await connection.QuerySingleAsync<(long, DateTime)>(new CommandDefinition(
            SqlText.Read("made_since"), new { batch.Program, since }, transaction, limits.QueryTimeoutSeconds,
            cancellationToken: cancellation));

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
