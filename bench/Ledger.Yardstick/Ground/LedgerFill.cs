using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Totals;
using Ledger.Server.Partitions;
using Ledger.Tooling.Draws;
using Ledger.Yardstick.Load;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Yardstick.Ground;

/// <summary>
/// Fills an empty ledger: accounts numbered from 1, each opened and topped up, so two journal rows an account, and their checkpoints.
/// Written by COPY in the order a server would have written them, so that <c>verify</c> finds nothing to say. No server may run.
/// </summary>
/// <param name="accounts">How many accounts.</param>
/// <param name="seed">Of the keys.</param>
/// <param name="now">The keys lie in the hours before it.</param>
internal sealed class LedgerFill(long accounts, int seed, DateTimeOffset now)
{
    /// <summary>What every account holds: enough for a whole run on one account.</summary>
    public const long BalanceMinor = 100_000_000_000;

    private const int RowsPerAccount = 2;
    private const short Program = 1;

    public async Task RunAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0 });
        var partitions = await CountPartitionsAsync(source);
        // Two writers: as many as the machine has cores to spare for them.
        await Parallel.ForEachAsync(Enumerable.Range(0, partitions), new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (partition, _) => await FillAsync(source, (short)partition, partitions));
        await using var settle = source.CreateCommand("VACUUM (ANALYZE) journal, account");
        await settle.ExecuteNonQueryAsync();
        await TotalAsync(source);
    }

    // A server that has run all the while has them, and would make them while it is measured; one of 0.2.0 knows of none.
    private static async Task TotalAsync(NpgsqlDataSource source)
    {
        await using var known = source.CreateCommand("SELECT to_regclass('total_position') IS NOT NULL");
        if (!(bool)(await known.ExecuteScalarAsync())!) return;
        var limits = new Limits { TotalsStepMaxRows = 1_000_000, ReportTimeoutSeconds = 3600 };
        using var totals = new JournalTotals(source, limits, TimeProvider.System);
        foreach (var following in new[] { totals.Days, totals.Receipts })
            while (await following.StepAsync(default) > 0)
            {
            }
    }

    private async Task FillAsync(NpgsqlDataSource source, short partition, int partitions)
    {
        await using var connection = await source.OpenConnectionAsync();
        var rows = CopyJournal(connection, partition, partitions);
        CopyCheckpoints(connection, partition, partitions);
        await using var note = new NpgsqlCommand("UPDATE partition SET next_seq = $2 + 1, checkpoint_seq = $2 WHERE partition = $1",
            connection)
        {
            Parameters = { new() { Value = partition }, new() { Value = rows } },
        };
        await note.ExecuteNonQueryAsync();
    }

    private long CopyJournal(NpgsqlConnection connection, short partition, int partitions)
    {
        var random = new SplitMix(((ulong)seed << 16) ^ (ulong)partition);
        // A key a millisecond, each partition in hours of its own: what index inserts find is what they would find live.
        var hours = 1 + accounts * RowsPerAccount / partitions * 2 / 3_600_000;
        var milliseconds = now.AddHours(-hours * (partition + 1)).ToUnixTimeMilliseconds();
        long seq = 0;
        using var copy = JournalCopy.Begin(connection);
        foreach (var account in AccountsOf(partition, partitions))
        {
            var row = FirstRow(account, partition, ++seq, milliseconds, random);
            JournalCopy.Write(copy, row);
            ToTopUp(ref row, ++seq, ++milliseconds, random);
            JournalCopy.Write(copy, row);
            milliseconds++;
        }
        copy.Complete();
        return seq;
    }

    private void CopyCheckpoints(NpgsqlConnection connection, short partition, int partitions)
    {
        using var copy = connection.BeginBinaryImport(
            "COPY account (partition, account, program, last_seq, points, principal, bonus, detail) FROM STDIN (FORMAT binary)");
        copy.Timeout = TimeSpan.Zero;
        long seq = 0;
        foreach (var account in AccountsOf(partition, partitions))
        {
            copy.StartRow();
            copy.Write(partition, NpgsqlDbType.Smallint);
            copy.Write(account, NpgsqlDbType.Bigint);
            copy.Write(Program, NpgsqlDbType.Smallint);
            copy.Write(seq += RowsPerAccount, NpgsqlDbType.Bigint);
            copy.Write(0L, NpgsqlDbType.Bigint);
            copy.Write(BalanceMinor, NpgsqlDbType.Bigint);
            copy.Write(0L, NpgsqlDbType.Bigint);
            copy.Write("""{"points":[],"bonus":[],"cards":[]}""", NpgsqlDbType.Jsonb);
        }
        copy.Complete();
    }

    private IEnumerable<long> AccountsOf(short partition, int partitions)
    {
        for (long account = 1; account <= accounts; account++)
            if (Router.PartitionOf(account, partitions) == partition) yield return account;
    }

    private static JournalRow FirstRow(long account, short partition, long seq, long milliseconds, SplitMix random)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
        return new JournalRow
        {
            Seq = seq, Account = account, Partition = partition, Program = Program, RuleVersion = 1, Kind = OperationKind.OpenAccount,
            Outcome = Outcome.Posted, Key = KeyBytes.New(milliseconds, random), PayloadHash = (long)random.NextBits(), Store = 1,
            // Each has a terminal of its own, whose numbers run on.
            Terminal = 1 + partition,
            TerminalSeq = seq, BusinessTime = at, PostedAt = at, BusinessDate = DateOnly.FromDateTime(at),
        };
    }

    private static void ToTopUp(ref JournalRow row, long seq, long milliseconds, SplitMix random)
    {
        (row.PrevSeq, row.Seq, row.TerminalSeq) = (row.Seq, seq, seq);
        (row.Kind, row.Asset, row.Counter) = (OperationKind.TopUp, Asset.Principal, SystemAccount.Tender);
        (row.Asked, row.Amount, row.PrincipalAfter) = (BalanceMinor, BalanceMinor, BalanceMinor);
        row.Key = KeyBytes.New(milliseconds, random);
        row.BusinessTime = row.PostedAt = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
        // As it was asked for: verify makes it again.
        row.PayloadHash = PayloadHash.Of(new Operation
        {
            Key = row.Key, Kind = row.Kind, Account = row.Account, AccountStated = true, Store = row.Store, Program = Program,
            Terminal = row.Terminal, TerminalSeq = row.TerminalSeq, BusinessTime = row.BusinessTime, BusinessDate = row.BusinessDate,
            Asked = row.Asked,
        });
    }

    private static async Task<int> CountPartitionsAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("SELECT count(*)::int FROM partition");
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
