using Dapper;
using Ledger.Yardstick.Serving;
using Npgsql;

namespace Ledger.Yardstick.Ground;

/// <summary>
/// The databases that legs start from, made when first asked for: every leg and round begins with a copy, so none inherits another's state.
/// </summary>
/// <param name="cluster">Where they are.</param>
/// <param name="accounts">Accounts opened and topped up in each.</param>
/// <param name="seed">Of what they are filled with.</param>
/// <param name="time">The clock.</param>
internal sealed class Templates(Cluster cluster, long accounts, int seed, TimeProvider time)
{
    private const string Ledger = "template_ledger";
    private const string Members = "template_members";
    private const string Naive = "template_naive";

    private readonly HashSet<string> _made = [];

    /// <summary>A ledger with its accounts, under the name <paramref name="database"/>, made by the server of that build.</summary>
    public async Task<string> LedgerAsync(string database, ServerBuild build)
    {
        var template = Ledger + build.Mark;
        if (_made.Add(template)) await FillLedgerAsync(template, accounts, build);
        return await cluster.CloneAsync(template, database);
    }

    /// <summary>A ledger whose accounts have cards and points, under the name <paramref name="database"/>.</summary>
    public async Task<string> MembersAsync(string database, ServerBuild build, CancellationToken cancellation)
    {
        var template = Members + build.Mark;
        if (_made.Add(template))
        {
            var connection = await cluster.MakeAsync(template);
            await using (var server = await ServerUnderTest.StartLedgerAsync(build, connection, cluster))
                await new MemberFill(accounts, seed, time).RunAsync(server.Process.Address, cancellation);
            await using var source = NpgsqlDataSource.Create(connection);
            await using var session = await source.OpenConnectionAsync(cancellation);
            await session.ExecuteAsync("VACUUM (ANALYZE)");
        }
        return await cluster.CloneAsync(template, database);
    }

    /// <summary>Makes a ledger of its own size, which is not copied.</summary>
    public async Task<string> FillLedgerAsync(string database, long ofAccounts, ServerBuild build)
    {
        var connection = await cluster.MakeAsync(database);
        // The product itself makes the tables, the partitions and the months.
        await using (await ServerUnderTest.StartLedgerAsync(build, connection, cluster))
        {
        }
        await new LedgerFill(ofAccounts, seed, time.GetUtcNow()).RunAsync(connection);
        return connection;
    }

    /// <summary>The plain competitor's database with the same accounts.</summary>
    public async Task<string> NaiveAsync(string database)
    {
        if (_made.Add(Naive))
        {
            var connection = await cluster.MakeAsync(Naive);
            await using var source = NpgsqlDataSource.Create(connection);
            await using var session = await source.OpenConnectionAsync();
            await session.ExecuteAsync(Embedded("naive.sql"));
            await session.ExecuteAsync(
                "INSERT INTO account SELECT n, 0, @balance FROM generate_series(1, @accounts) AS n",
                new { accounts, balance = LedgerFill.BalanceMinor });
            await session.ExecuteAsync("VACUUM ANALYZE account");
        }
        return await cluster.CloneAsync(Naive, database);
    }

    /// <summary>An SQL text that is part of this program.</summary>
    public static string Embedded(string name)
    {
        using var stream = typeof(Templates).Assembly.GetManifestResourceStream($"Ledger.Yardstick.Ground.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
