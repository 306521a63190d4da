using Ledger.Server.Hosting;
using Ledger.Tooling.Clusters;
using Npgsql;

namespace Ledger.Reports;

/// <summary>A ledger of one busy month, its rows put straight into the journal.</summary>
internal static class FilledLedger
{
    /// <summary>The month is the one before this moment's.</summary>
    public static DateTime FirstOf(DateTime now) => new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(-1);

    /// <summary>Makes one and returns its superuser connection string.</summary>
    public static async Task<string> MakeAsync(PostgresCluster cluster, long rows, long accounts, DateTime first)
    {
        var connection = await MakeEmptyAsync(cluster, 2);
        using var text = new StreamReader(typeof(FilledLedger).Assembly.GetManifestResourceStream("Ledger.Reports.fill.sql")!);
        await using var session = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0, Options = "-c synchronous_commit=off" }.ConnectionString);
        await session.ExecuteAsync(await text.ReadToEndAsync(), new { rows, accounts = accounts / 2, first });
        await session.ExecuteAsync("VACUUM (ANALYZE) journal");
        return connection;
    }

    /// <summary>A ledger without a row; its superuser connection string.</summary>
    public static async Task<string> MakeEmptyAsync(PostgresCluster cluster, int partitions)
    {
        var connection = await cluster.NewDatabaseAsync();
        var settings = new Settings
        {
            Address = "http://127.0.0.1:0", Insecure = true, Connection = connection, Partitions = partitions,
            CardKeyFile = Path.Combine(cluster.Folder, "card.key"), PinPepperFile = Path.Combine(cluster.Folder, "pin.pepper"),
            Programs = Path.Combine(AppContext.BaseDirectory, "report-programs"),
        };
        // The server makes the tables, and is not needed any more.
        await (await LedgerHost.StartAsync(settings, TimeProvider.System, default)).DisposeAsync();
        return connection;
    }
}
