using Dapper;
using Grpc.Core;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Sql;
using Ledger.V1;
using Npgsql;
using JournalRow = Ledger.Rules.Rows.JournalRow;

namespace Ledger.Crash.Tests.Load;

/// <summary>The callers' book against the journal.</summary>
internal static class Comparison
{
    private const int QuestionsMax = 200;

    /// <summary>Compares by the rows themselves and by what the running server says. Fails with what differs.</summary>
    public static async Task RunAsync(Book book, Mix mix, string connection, Uri address)
    {
        Assert.Empty(book.Violations);
        Assert.Empty(book.Unanswered);
        CompareRows(book, await ReadAsync(connection));
        using var callers = new Callers(book, address);
        await CompareOutcomesAsync(book, mix, callers.Reading);
        CompareSums(book, await callers.Reading.GetTrialBalanceAsync(new GetTrialBalanceRequest()));
    }

    private static void CompareRows(Book book, IReadOnlyList<JournalRow> rows)
    {
        var transactions = rows.GroupBy(row => Receipts.KeyBytes(row.Key)).ToDictionary(group => group.Key, group =>
            group.OrderBy(row => row.Leg).ToArray());
        foreach (var (key, legs) in transactions)
        {
            Assert.True(book.Entries.TryGetValue(key, out var entry),
                $"I8: nobody sent the key of row {legs[0].Seq} of partition {legs[0].Partition}.");
            Assert.True(entry.Receipt is not null,
                $"I9: {entry.Operation} was told as not recorded and is row {legs[0].Seq} of partition {legs[0].Partition}.");
            Assert.Equal(entry.Receipt, Receipts.Of(legs));
        }
        var lost = book.Entries.Where(entry => entry.Value.Receipt is not null && !transactions.ContainsKey(entry.Key)).ToArray();
        Assert.True(lost.Length == 0,
            $"I3: {lost.Length} acknowledged operations are not in the journal, the first: {lost.FirstOrDefault().Value?.Receipt}");
    }

    private static async Task CompareOutcomesAsync(Book book, Mix mix, Reading.ReadingClient reading)
    {
        foreach (var entry in book.Entries.Values.OrderBy(_ => mix.Number(int.MaxValue)).Take(QuestionsMax))
            try
            {
                var outcome = await reading.GetOutcomeAsync(new GetOutcomeRequest { Key = entry.Operation.Key });
                Assert.True(outcome.Replayed);
                outcome.Replayed = false;
                Assert.Equal(entry.Receipt, outcome);
            }
            catch (RpcException unknown) when (unknown.StatusCode == StatusCode.NotFound)
            {
                Assert.Null(entry.Receipt);
            }
    }

    /// <summary>What the receipts say has moved, added up by the callers, is the trial balance.</summary>
    private static void CompareSums(Book book, TrialBalance balance)
    {
        var sums = new Dictionary<(Asset, SystemAccount), (long Debits, long Credits)>();
        foreach (var transfer in book.Entries.Values.Where(entry => entry.Receipt is not null).SelectMany(entry =>
            entry.Receipt!.Transfers))
        {
            Add(transfer.Debit, transfer.Asset, transfer.Amount, 0);
            Add(transfer.Credit, transfer.Asset, 0, transfer.Amount);
        }
        Assert.Equal(
            sums.Select(sum => (sum.Key.Item1, sum.Key.Item2, sum.Value.Debits, sum.Value.Credits)).Order(),
            balance.Lines.Select(line => (line.Asset, line.System, line.Debits, line.Credits)).Order());
        foreach (var asset in balance.Lines.GroupBy(line => line.Asset))
            Assert.Equal(asset.Sum(line => line.Debits), asset.Sum(line => line.Credits));

        void Add(Side side, Asset asset, long debit, long credit)
        {
            var sum = sums.GetValueOrDefault((asset, side.System));
            sums[(asset, side.System)] = (sum.Debits + debit, sum.Credits + credit);
        }
    }

    private static async Task<IReadOnlyList<JournalRow>> ReadAsync(string connection)
    {
        await using var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await session.OpenAsync();
        var rows = new List<JournalRow>();
        foreach (var partition in await session.QueryAsync<short>("SELECT partition FROM partition"))
        {
            await using var command = new NpgsqlCommand(SqlText.Tail, session);
            command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
            command.Parameters.Add(new NpgsqlParameter<long>("after", 0L));
            command.Parameters.Add(new NpgsqlParameter<long>("limit", long.MaxValue));
            await using var reader = await command.ExecuteReaderAsync();
            rows.AddRange(await RowReader.ReadAllAsync(reader, default));
        }
        return rows;
    }
}
