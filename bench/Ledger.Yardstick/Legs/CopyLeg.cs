using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Tooling.Draws;
using Ledger.Yardstick.Ground;
using Ledger.Yardstick.Load;
using Ledger.Yardstick.Probes;
using Ledger.Yardstick.Serving;
using Npgsql;

namespace Ledger.Yardstick.Legs;

/// <summary>
/// The ceiling: rows as the ledger writes them, copied in binary into the real journal with its indexes over one connection. Nothing is
/// decided, no balance is kept; a transaction counts as one row.
/// </summary>
internal sealed class CopyLeg : Leg
{
    private const string Database = "copy";
    private const int CopyRows = 10_000;

    public override string Name => "copy";

    public override string Description =>
        $"binary COPY of journal rows into the journal with its indexes, one connection, a commit each {CopyRows} rows";

    public override async Task<Round> RunAsync(Site site, int number)
    {
        var connectionString = await site.Templates.LedgerAsync(Database, ServerBuild.Current);
        Round round;
        await using (var connection =
            new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync();
            var rows = new CopiedRows(site);
            await Task.Run(() => Copy(connection, rows, site.ClientWarmUp(number), site));
            var probe = new Probe(site.Cluster, Environment.ProcessId, null, site.Time);
            var before = await probe.TakeAsync();
            var copied = await Task.Run(() => Copy(connection, rows, TimeSpan.FromSeconds(site.Arguments.MeasureSeconds), site));
            var used = await probe.TakeAsync() - before;
            var elapsed = site.Time.GetElapsedTime(0, used.Timestamp);
            round = Round.Of(copied / elapsed.TotalSeconds, elapsed, used);
        }
        await site.Cluster.DropAsync(Database);
        return round;
    }

    private static long Copy(NpgsqlConnection connection, CopiedRows rows, TimeSpan length, Site site)
    {
        var started = site.Time.GetTimestamp();
        long copied = 0;
        while (site.Time.GetElapsedTime(started) < length && !site.Cancellation.IsCancellationRequested)
        {
            using var copy = JournalCopy.Begin(connection);
            for (var i = 0; i < CopyRows; i++) JournalCopy.Write(copy, rows.Next());
            copied += (long)copy.Complete();
        }
        return copied;
    }

    /// <summary>
    /// Rows like those of the traffic: accruals and debits of Zipf's accounts, in four partitions, each with a key of its own.
    /// </summary>
    private sealed class CopiedRows(Site site)
    {
        private readonly SplitMix _random = new((ulong)site.Arguments.Seed);
        private readonly DateTime _now = site.Time.GetUtcNow().UtcDateTime;
        private long _seq = 1_000_000_000;

        public JournalRow Next()
        {
            var accrues = (++_seq & 1) == 0;
            var account = site.Accounts.Draw(_random);
            var key = KeyBytes.New(site.Time.GetUtcNow().ToUnixTimeMilliseconds(), _random);
            var asked = 1000 + _random.NextInt64(20_000);
            return new JournalRow
            {
                Seq = _seq, PrevSeq = _seq - 1 - _random.NextInt64(100_000), Account = account, Amount = accrues ? asked / 1000 : -asked,
                PointsAfter = _random.NextInt64(100_000), PrincipalAfter = LedgerFill.BalanceMinor - _random.NextInt64(1_000_000_000),
                Asked = asked,
                TerminalSeq = _seq, PayloadHash = (long)_random.NextBits(), BusinessTime = _now, PostedAt = _now,
                BusinessDate = DateOnly.FromDateTime(_now),
                Store = 1 + (int)(account & 15), Terminal = 1 + (int)(account & 255), RuleVersion = 1, Partition = (short)(account & 3),
                Program = 1,
                Asset = accrues ? Asset.Points : Asset.Principal, Counter = accrues ? SystemAccount.PointsIssued : SystemAccount.Sales,
                Kind = accrues ? OperationKind.Accrue : OperationKind.Debit, Outcome = Outcome.Posted, Key = key,
                Lot = accrues ? new DateOnly(_now.Year + 1, 12, 31) : null,
            };
        }
    }
}
