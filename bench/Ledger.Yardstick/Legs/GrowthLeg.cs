using Dapper;
using Ledger.Server.Audit;
using Ledger.Yardstick.Ground;
using Ledger.Yardstick.Load;
using Ledger.Yardstick.Serving;
using Npgsql;

namespace Ledger.Yardstick.Legs;

/// <summary>
/// A ledger with years behind it: filled once, then loaded with the same batches as the empty one. The accounts that take part are spread
/// over all of them, so that each lies on a page of its own.
/// </summary>
internal sealed class GrowthLeg(bool allAccounts) : Leg
{
    /// <summary>Above this the old rows are not read back for the verification; what is checked then is said.</summary>
    private const long VerifiedRowsMax = 2_000_000;

    public override string Name => allAccounts ? "growth-wide" : "growth";

    public override string Description => allAccounts
        ? "batches as in growth, Zipf over all of its accounts: most of them are in no memory"
        : "batches of 1000, 8 in flight, on a ledger filled beforehand";

    public override IReadOnlyList<string> ComparedWith => ["batch"];

    public override async Task<Round> RunAsync(Site site, int number)
    {
        var accounts = Math.Max(1, site.Arguments.GrowthRows / 2);
        var taking = Math.Min(site.Arguments.Accounts, accounts);
        var population = allAccounts ? new Population(accounts) : new Population(taking, accounts / taking);
        var database = await Filled.OnceAsync(site, accounts);

        Round round;
        await using (var server = await ServerUnderTest.StartLedgerAsync(ServerBuild.Current, database.Connection, site.Cluster))
        {
            round = await LedgerLeg.MeasureAsync(site, server, (_, channels, window) =>
                BatchLoop.RunAsync(site.Callers(Batches.InFlight, population), window, channels, Batches.Size));
            round = await VerifyAsync(site, database, accounts, round);
            if (number == site.Arguments.Rounds - 1) await server.Process.KillAsync();
        }
        return number == site.Arguments.Rounds - 1 ? await RestartAsync(site, database, round) : round;
    }

    private static async Task<Round> VerifyAsync(Site site, Filled database, long accounts, Round round)
    {
        if (database.FilledRows <= VerifiedRowsMax)
        {
            var report = await Verification.RunAsync(database.Connection, site.Cancellation);
            return round with
            {
                VerifiedRows = report.Rows, Wrong = [.. round.Wrong, .. report.Findings.Select(finding => finding.ToString())],
                Remark = $"{database.FilledRows} rows and {accounts} accounts before; verified as a whole",
            };
        }
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.Connection) { CommandTimeout = 0 });
        await using var session = await source.OpenConnectionAsync();
        var checks = await session.QueryAsync<(string Check, long Rows, long Wrong)>(
            Templates.Embedded("growth_check.sql"), new { filled = database.FilledTo });
        var findings = checks.ToArray();
        return round with
        {
            VerifiedRows = findings.Max(each => each.Rows),
            Wrong = [.. round.Wrong, .. findings.Where(each => each.Wrong > 0).Select(each => $"{each.Check}: {each.Wrong} rows")],
            Remark = $"{database.FilledRows} rows and {accounts} accounts before; verification covers the rows of the run (numbering, chains, balances, refusals, keys), not the filled ones",
        };
    }

    /// <summary>
    /// After the last round the server was killed: how long until a new one serves, with the tail of the journal to read back.
    /// </summary>
    private static async Task<Round> RestartAsync(Site site, Filled database, Round round)
    {
        await using var source = NpgsqlDataSource.Create(database.Connection);
        await using var session = await source.OpenConnectionAsync();
        var tail = await session.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM journal JOIN partition USING (partition) WHERE seq > checkpoint_seq");
        await using var server = await ServerUnderTest.StartLedgerAsync(ServerBuild.Current, database.Connection, site.Cluster);
        return round with
        {
            RestartSeconds = server.Process.StartedIn.TotalSeconds,
            Remark = $"{round.Remark}; killed and started again: {server.Process.StartedIn.TotalSeconds:0.0} s to serve with {tail} rows to read back",
        };
    }

    /// <summary>The filled ledger, shared by both growth legs and all rounds: copying it would take longer than measuring.</summary>
    private sealed record Filled(string Connection, long FilledRows, long[] FilledTo)
    {
        private static Filled? _made;

        public static async Task<Filled> OnceAsync(Site site, long accounts)
        {
            if (_made is not null) return _made;
            var connection = await site.Templates.FillLedgerAsync("growth", accounts, ServerBuild.Current);
            await site.Cluster.CheckpointAsync();
            await using var source = NpgsqlDataSource.Create(connection);
            await using var session = await source.OpenConnectionAsync();
            var filled = (await session.QueryAsync<long>("SELECT next_seq - 1 FROM partition ORDER BY partition")).ToArray();
            return _made = new Filled(connection, filled.Sum(), filled);
        }
    }
}
