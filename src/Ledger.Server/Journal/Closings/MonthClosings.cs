using Ledger.Rules.Basics;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Closings;

/// <summary>What a step of a closing has done.</summary>
/// <param name="Rows">Rows that it took in.</param>
/// <param name="Closed">The month that is closed with it; null: there is more to do.</param>
public sealed record ClosingStep(int Rows, DateOnly? Closed);

/// <summary>
/// Closes months of partitions: what each account held at the end of a month of posting, sums by ledger account, and hashes over rows and
/// closings. A step takes in the next rows of one partition and moves its position, all in one transaction under the position's lock; what
/// it has written is no closing before the last step says so. So it may be cut off anywhere, and another server goes on from there.
/// </summary>
public sealed class MonthClosings(NpgsqlDataSource closings, Limits limits)
{
    /// <summary>Does the next step of a partition.</summary>
    /// <param name="partition">Its number.</param>
    /// <param name="until">Months that end up to this moment (UTC) are over: rows that come later with a time before it are of the next.
    /// </param>
    /// <param name="cancellation">Cuts the step off: nothing of it is done then.</param>
    /// <returns>Null: all is closed that is over, or another server is at it.</returns>
    /// <exception cref="InvariantBrokenException">Rows are missing, or do not follow from each other.</exception>
    public async Task<ClosingStep?> StepAsync(short partition, DateTime until, CancellationToken cancellation)
    {
        await using var connection = await closings.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginNowAsync(limits.LookUpTimeoutSeconds, cancellation);
        if (await NextAsync(connection, partition, cancellation) is not { } from || Closing.EndOf(from.Month) > until) return null;
        // A step ends with a block of the hash, or where the month does.
        var most = (from.Seq + limits.ClosingStepMaxRows) / RowChain.BlockRows * RowChain.BlockRows;
        var reach = await ReachAsync(connection, from, most, cancellation);
        using var chain = new RowChain(from.RowsHash);
        var states = new StatesHash(from.StatesHash);
        if (reach.Upto > from.Seq) await TakeAsync(connection, from, reach.Upto, chain, states, cancellation);
        var closing = new Closing(partition, from.Month, reach.Upto, chain.End(), states.ToBytes(), []);
        if (reach.IsEnd)
        {
            var totals = await ClosingTables.TotalsAsync(connection, partition, from.Month, cancellation);
            var held = await ClosingTables.HeldAsync(connection, partition, from.Month, cancellation);
            closing = closing with { Hash = closing.HashBehind(from.HashBefore, totals, held) };
            await WriteAsync(connection, "add_closing", closing, cancellation);
        }
        await WriteAsync(connection, "move_closing", reach.IsEnd ? closing with { StatesHash = RowChain.Nothing } : closing, cancellation);
        await transaction.CommitAsync(cancellation);
        return new ClosingStep((int)(reach.Upto - from.Seq), reach.IsEnd ? from.Month : null);
    }

    private static async Task<Position?> NextAsync(NpgsqlConnection connection, short partition, CancellationToken cancellation)
    {
        await using var locking = Command(connection, "lock_closing", partition);
        if (await locking.ExecuteScalarAsync(cancellation) is null) return null;
        await using var command = Command(connection, "closing_next", partition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        DateOnly month;
        if (!reader.IsDBNull(3)) month = reader.GetFieldValue<DateOnly>(3).AddMonths(1);
        else if (!reader.IsDBNull(5)) month = Closing.MonthOf(reader.GetDateTime(5));
        else return null;
        return new Position(
            partition, month, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2),
            reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4));
    }

    private async Task<(long Upto, bool IsEnd)> ReachAsync(
        NpgsqlConnection connection, Position from, long most, CancellationToken cancellation)
    {
        await using var command = Command(connection, "closing_reach", from.Partition);
        Add(command, "after", from.Seq);
        Add(command, "upto", most);
        Add(command, "end", Closing.EndOf(from.Month));
        Add(command, "limit", limits.ClosingStepMaxRows);
        long? later;
        long last;
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            await reader.ReadAsync(cancellation);
            (last, later) = (reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2));
            if (reader.GetInt64(0) != last - from.Seq) throw Missing(from);
        }
        if (later is { } first) return (first - 1, true);
        if (last >= most) return (last, false);
        // The journal ends here, unless a month of it is not attached, or what is next is gone: what came meanwhile follows at once.
        var next = await BehindAsync(connection, from.Partition, last, cancellation);
        if (next > last + 1 || await IsIncompleteAsync(connection, cancellation)) throw Missing(from);
        return (last, next is null);
    }

    private static InvariantBrokenException Missing(Position from) => new(
        $"Of the rows of partition {from.Partition} behind {from.Seq} some are missing: the month that began on {from.Month:O} cannot be "
        + "closed.");

    private static async Task<long?> BehindAsync(
        NpgsqlConnection connection, short partition, long last, CancellationToken cancellation)
    {
        await using var command = Command(connection, "closing_behind", partition);
        Add(command, "after", last);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private static async Task<bool> IsIncompleteAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(SqlText.Read("missing_months"), connection);
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    private static async Task TakeAsync(
        NpgsqlConnection connection, Position from, long upto, RowChain chain, StatesHash states, CancellationToken cancellation)
    {
        var slice = new ClosingSlice(from.Month, states);
        await using (var rows = await JournalCopy.OpenAsync(connection, from.Partition, from.Seq, upto, cancellation))
            while (await rows.ReadAsync(cancellation))
            {
                slice.Add(rows.Row);
                chain.Add(rows.Row.Seq, rows.Bytes);
            }
        await using (var command = Command(connection, "closing_states", from.Partition))
        {
            Add(command, "accounts", slice.Accounts);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) slice.Begin(ClosingTables.Account(reader));
        }
        await WriteAccountsAsync(connection, from, slice.Fold(), cancellation);
        await WriteSumsAsync(connection, from, slice, cancellation);
    }

    private static async Task WriteAccountsAsync(
        NpgsqlConnection connection, Position from, IReadOnlyList<ClosedAccount> accounts, CancellationToken cancellation)
    {
        await using var command = Command(connection, "close_accounts", from.Partition);
        Add(command, "month", from.Month);
        Add(command, "accounts", accounts.Select(account => account.Account).ToArray());
        Add(command, "programs", accounts.Select(account => account.Program).ToArray());
        Add(command, "last_seqs", accounts.Select(account => account.LastSeq).ToArray());
        Add(command, "points", accounts.Select(account => account.Points).ToArray());
        Add(command, "principals", accounts.Select(account => account.Principal).ToArray());
        Add(command, "bonuses", accounts.Select(account => account.Bonus).ToArray());
        Add(command, "details", accounts.Select(account => account.Detail).ToArray());
        Add(command, "receipts", accounts.Select(account => account.Receipts).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task WriteSumsAsync(
        NpgsqlConnection connection, Position from, ClosingSlice slice, CancellationToken cancellation)
    {
        await using (var command = Command(connection, "close_totals", from.Partition))
        {
            var sums = slice.Totals.Sums;
            Add(command, "month", from.Month);
            Add(command, "programs", sums.Keys.Select(of => of.Program).ToArray());
            Add(command, "assets", sums.Keys.Select(of => (short)of.Asset).ToArray());
            Add(command, "counters", sums.Keys.Select(of => (short)of.Counter).ToArray());
            Add(command, "given", sums.Values.Select(sum => sum.Given).ToArray());
            Add(command, "taken", sums.Values.Select(sum => sum.Taken).ToArray());
            await command.ExecuteNonQueryAsync(cancellation);
        }
        await using (var command = Command(connection, "close_held", from.Partition))
        {
            var sums = slice.Held.Sums;
            Add(command, "month", from.Month);
            Add(command, "days", sums.Keys.Select(of => of.ReceivedOn).ToArray());
            Add(command, "programs", sums.Keys.Select(of => of.Program).ToArray());
            Add(command, "assets", sums.Keys.Select(of => (short)of.Asset).ToArray());
            Add(command, "amounts", sums.Values.ToArray());
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static async Task WriteAsync(NpgsqlConnection connection, string text, Closing closing, CancellationToken cancellation)
    {
        await using var command = Command(connection, text, closing.Partition);
        Add(command, "month", closing.Month);
        Add(command, "seq", closing.Seq);
        Add(command, "rows_hash", closing.RowsHash);
        Add(command, "states_hash", closing.StatesHash);
        Add(command, "hash", closing.Hash);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, short partition)
    {
        var command = new NpgsqlCommand(SqlText.Read(text), connection);
        Add(command, "partition", partition);
        return command;
    }

    private static void Add<T>(NpgsqlCommand command, string name, T value) => command.Parameters.Add(new NpgsqlParameter<T>(name, value));

    private sealed record Position(
        short Partition, DateOnly Month, long Seq, byte[] RowsHash, byte[] StatesHash, byte[]? HashBefore);
}
