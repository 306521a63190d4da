using Npgsql;

namespace Ledger.Yardstick.Probes;

/// <summary>How much WAL a cluster has written so far and how often it was synced to disk.</summary>
internal sealed record WalPosition(long Bytes, long Syncs)
{
    public static async Task<WalPosition> ReadAsync(NpgsqlDataSource observer)
    {
        await using var command = observer.CreateCommand(
            "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint, wal_sync FROM pg_stat_wal");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new WalPosition(reader.GetInt64(0), reader.GetInt64(1));
    }

    public static WalPosition operator -(WalPosition later, WalPosition earlier) =>
        new(later.Bytes - earlier.Bytes, later.Syncs - earlier.Syncs);
}
