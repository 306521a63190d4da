using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Partitions;
using Ledger.Tooling.Clusters;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Reports;

/// <summary>
/// A sound ledger over three months, its rows as a server would have written them: each account is opened, loads, spends and gathers
/// points, one after the other in turns. Two partitions, 1000 stores.
/// </summary>
internal sealed class MonthsLedger(long rows, long accounts, DateTime first)
{
    private const int Partitions = 2;
    private const int Stores = 1000;
    private static readonly DateOnly _lot = new(2099, 12, 31);
    private readonly Holding[] _holdings = new Holding[accounts];
    private readonly long[] _seqs = new long[Partitions];

    /// <summary>Makes it and returns its superuser connection string.</summary>
    public async Task<string> MakeAsync(PostgresCluster cluster)
    {
        var connection = await FilledLedger.MakeEmptyAsync(cluster, Partitions);
        await using var session = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0, Options = "-c synchronous_commit=off" }.ConnectionString);
        await session.OpenAsync();
        for (var month = 0; month < 3; month++)
            await session.ExecuteAsync("SELECT journal_make_month(@moment)", new { moment = first.AddMonths(month) });
        await session.ExecuteAsync(
            $"INSERT INTO store (store, program, name, time_zone) SELECT s, 1, 'Store', 'Asia/Shanghai' FROM generate_series(1, {Stores}) s "
            + "ON CONFLICT DO NOTHING");
        await WriteAsync(session);
        await session.ExecuteAsync("UPDATE partition SET next_seq = @one + 1 WHERE partition = 0", new { one = _seqs[0] });
        await session.ExecuteAsync("UPDATE partition SET next_seq = @other + 1 WHERE partition = 1", new { other = _seqs[1] });
        await session.ExecuteAsync("VACUUM (ANALYZE) journal");
        return connection;
    }

    private async Task WriteAsync(NpgsqlConnection session)
    {
        await using var copy = await session.BeginBinaryImportAsync(
            "COPY journal (seq, prev_seq, account, amount, points_after, principal_after, bonus_after, asked, figure, terminal_seq, payload_hash, "
            + "business_time, posted_at, business_date, store, terminal, operator, rule_version, partition, program, leg, asset, counter, kind, "
            + "outcome, key, lot) FROM STDIN (FORMAT BINARY)");
        copy.Timeout = TimeSpan.FromHours(1);
        // Two months and a half.
        var step = TimeSpan.FromDays(75).Ticks / rows;
        for (long number = 0; number < rows; number++)
        {
            var row = Next(number, first.AddTicks(number * step / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond));
            await WriteAsync(copy, row);
        }
        await copy.CompleteAsync();
    }

    // Opened, and from then on by turns: 10000 loaded, four purchases with 50 points each, two of 900 paid.
    private JournalRow Next(long number, DateTime at)
    {
        var account = number % accounts + 1;
        ref var holding = ref _holdings[account - 1];
        var turn = number / accounts;
        var partition = Router.PartitionOf(account, Partitions);
        var (kind, asset, counter, amount) = turn == 0 ? (OperationKind.OpenAccount, Asset.None, SystemAccount.None, 0L)
            : (turn % 7) switch
            {
                1 => (OperationKind.TopUp, Asset.Principal, SystemAccount.Tender, 10_000L),
                2 or 5 => (OperationKind.Debit, Asset.Principal, SystemAccount.Sales, -900L),
                _ => (OperationKind.Accrue, Asset.Points, SystemAccount.PointsIssued, 50L),
            };
        var row = new JournalRow
        {
            Seq = ++_seqs[partition], PrevSeq = holding.Seq, Account = account, Amount = amount, Asked = Math.Abs(amount),
            PointsAfter = holding.Points + (asset == Asset.Points ? amount : 0),
            PrincipalAfter = holding.Principal + (asset == Asset.Principal ? amount : 0),
            TerminalSeq = number / 3000 + 1, BusinessTime = at, PostedAt = at, BusinessDate = DateOnly.FromDateTime(at.AddHours(8)),
            Store = (int)(number * 7 % Stores) + 1, Terminal = (int)(number / Stores % 3) + 1, Operator = 1, RuleVersion = 1,
            Partition = partition, Program = 1, Asset = asset, Counter = counter, Kind = kind, Outcome = Outcome.Posted,
            Key = KeyOf(at, number), Lot = asset == Asset.Points ? _lot : null,
        };
        row.PayloadHash = PayloadHash.Of(new Operation
        {
            Key = row.Key, Kind = kind, Account = account, AccountStated = true, Store = row.Store, Program = 1, Terminal = row.Terminal,
            Operator = 1, TerminalSeq = row.TerminalSeq, BusinessTime = at, BusinessDate = row.BusinessDate, Asked = row.Asked,
        });
        holding = new Holding(row.Seq, row.PointsAfter, row.PrincipalAfter);
        return row;
    }

    private static Guid KeyOf(DateTime at, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, (long)(at - DateTime.UnixEpoch).TotalMilliseconds << 16);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes[8..], number);
        (bytes[6], bytes[8]) = (0x70, 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, JournalRow row)
    {
        await copy.StartRowAsync();
        foreach (var figure in new[] { row.Seq, row.PrevSeq, row.Account, row.Amount, row.PointsAfter, row.PrincipalAfter, row.BonusAfter,
            row.Asked, row.Figure, row.TerminalSeq, row.PayloadHash })
            await copy.WriteAsync(figure, NpgsqlDbType.Bigint);
        await copy.WriteAsync(row.BusinessTime, NpgsqlDbType.TimestampTz);
        await copy.WriteAsync(row.PostedAt, NpgsqlDbType.TimestampTz);
        await copy.WriteAsync(row.BusinessDate, NpgsqlDbType.Date);
        foreach (var number in new[] { row.Store, row.Terminal, row.Operator, row.RuleVersion })
            await copy.WriteAsync(number, NpgsqlDbType.Integer);
        foreach (var code in new[] { row.Partition, row.Program, row.Leg, (short)row.Asset, (short)row.Counter, (short)row.Kind,
            (short)row.Outcome })
            await copy.WriteAsync(code, NpgsqlDbType.Smallint);
        await copy.WriteAsync(row.Key, NpgsqlDbType.Uuid);
        if (row.Lot is { } lot) await copy.WriteAsync(lot, NpgsqlDbType.Date);
        else await copy.WriteNullAsync();
    }

    private readonly record struct Holding(long Seq, long Points, long Principal);
}
