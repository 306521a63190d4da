using Npgsql;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>
/// Holds back the commits of lanes: an open transaction has locked their rows, and every append starts by updating its lane's row.
/// Disposing lets them go on.
/// </summary>
internal sealed class CommitBlock : IAsyncDisposable
{
    private readonly NpgsqlConnection _holder;
    private readonly NpgsqlTransaction _transaction;

    private CommitBlock(NpgsqlConnection holder, NpgsqlTransaction transaction) => (_holder, _transaction) = (holder, transaction);

    /// <param name="partition">The partition whose lane to hold; null: all.</param>
    public static async Task<CommitBlock> BeginAsync(TestLedger ledger, short? partition = null)
    {
        var holder = await Sessions.OpenAsync(ledger.Connection);
        var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync(
            """
            SELECT FROM lane WHERE @partition::smallint IS NULL OR lane = (SELECT lane FROM partition WHERE partition = @partition) FOR UPDATE
            """, new { partition }, transaction);
        return new CommitBlock(holder, transaction);
    }

    /// <summary>Waits until so many commits stand before the block: their batches are decided and not durable.</summary>
    public Task UntilCommitsWaitAsync(int count = 1) => Wait.UntilAsync(async () => await _holder.ExecuteScalarAsync<long>(
        """
        SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'ledger-commits' AND wait_event_type = 'Lock'
        """, transaction: _transaction) >= count, $"{count} commits wait for their lane's row");

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _holder.DisposeAsync();
    }
}
