using Npgsql;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>
/// The tests' own connections to a ledger's database. Without a pool: there are more databases than the cluster has connections.
/// </summary>
internal static class Sessions
{
    public static async Task<NpgsqlConnection> OpenAsync(string connection)
    {
        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await session.OpenAsync();
        return session;
    }
}
