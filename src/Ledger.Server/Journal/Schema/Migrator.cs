using Dapper;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Schema;

/// <summary>
/// Brings a database to the schema of this server and fixes what is fixed once. Safe with any number of servers starting at once:
/// all of it is one transaction under one lock.
/// </summary>
// By hand: the libraries for it note a name or a hash, and this compares the whole text and refuses newer ledgers, in sixty lines.
internal static class Migrator
{
    // Any constant: it only has to be the same for all servers.
    private const long Lock = 0x4C6564676572;

    /// <summary>
    /// Applies the migrations that are missing and makes the ledger's own row and partitions if there are none.
    /// Throws <see cref="DatabaseRefusedException"/> when the database was made by a newer server or an applied migration has changed
    /// since.
    /// </summary>
    public static async Task ApplyAsync(NpgsqlDataSource migrate, int partitions, byte[] cardKeyCheck, ILogger logger,
        CancellationToken cancellation)
    {
        await using var connection = await migrate.OpenConnectionAsync(cancellation);
        if (await IsUpToDateAsync(connection)) return;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(SqlText.Read("lock_schema"), new { Lock }, transaction);
        await connection.ExecuteAsync(SqlText.Read("make_migrations"), transaction: transaction);
        var applied = (await connection.QueryAsync<(int Number, string Text)>(
            SqlText.Read("applied_migrations"), transaction: transaction)).ToDictionary(m => m.Number, m => m.Text);

        var newest = SqlText.Migrations.Max(migration => migration.Number);
        if (applied.Keys.Any(number => number > newest))
            throw new DatabaseRefusedException(
                $"The database has migration {applied.Keys.Max()}, this server knows {newest}: use a newer server.");

        foreach (var (number, name, text) in SqlText.Migrations)
        {
            if (applied.TryGetValue(number, out var was))
            {
                if (was != text) throw new DatabaseRefusedException($"Migration {name} is not the one that was applied to this database.");
                continue;
            }
            await connection.ExecuteAsync(text, transaction: transaction);
            await connection.ExecuteAsync(SqlText.Read("note_migration"), new { number, name, text }, transaction);
            JournalLog.Migrated(logger, name);
        }

        await connection.ExecuteAsync(SqlText.Read("make_ledger"), new { partitions = (short)partitions, cardKeyCheck }, transaction);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>True when there is nothing to do; then a login that may only read and write, and no more, is enough to start.</summary>
    private static async Task<bool> IsUpToDateAsync(NpgsqlConnection connection)
    {
        if (!await connection.ExecuteScalarAsync<bool>(SqlText.Read("has_migrations"))) return false;
        var applied = await connection.QueryAsync<(int Number, string Text)>(SqlText.Read("applied_migrations"));
        return applied.Select(migration => migration.Text).SequenceEqual(SqlText.Migrations.Select(migration => migration.Text));
    }
}
