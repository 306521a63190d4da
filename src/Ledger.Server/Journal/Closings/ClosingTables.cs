using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Closings;

/// <summary>Reads the tables of closings.</summary>
internal static class ClosingTables
{
    /// <summary>Sums by ledger account of a partition's closings from a month on, each month's in the order of its hash.</summary>
    public static Task<List<ClosingTotal>> TotalsAsync(
        NpgsqlConnection connection, short partition, DateOnly since, CancellationToken cancellation) =>
        ReadAsync(connection, "closing_totals", partition, since, reader => new ClosingTotal(
            reader.GetFieldValue<DateOnly>(0), reader.GetInt16(1), reader.GetInt16(2), reader.GetInt16(3), reader.GetInt64(4),
            reader.GetInt64(5)), cancellation);

    /// <summary>Sums by day of receipt, likewise.</summary>
    public static Task<List<ClosingHeld>> HeldAsync(
        NpgsqlConnection connection, short partition, DateOnly since, CancellationToken cancellation) =>
        ReadAsync(connection, "closing_helds", partition, since, reader => new ClosingHeld(
            reader.GetFieldValue<DateOnly>(0), reader.GetFieldValue<DateOnly>(1), reader.GetInt16(2), reader.GetInt16(3),
            reader.GetInt64(4)), cancellation);

    /// <summary>The closings of a partition, oldest first.</summary>
    public static Task<List<Closing>> ClosingsAsync(NpgsqlConnection connection, short partition, CancellationToken cancellation) =>
        ReadAsync(connection, "closings", partition, default, reader => new Closing(
            reader.GetInt16(0), reader.GetFieldValue<DateOnly>(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3),
            reader.GetFieldValue<byte[]>(4), reader.GetFieldValue<byte[]>(5)), cancellation);

    /// <summary>
    /// How far the closing that is being made has got, as if it were one without a hash and of the month of the partition's first row;
    /// none: that is not known.
    /// </summary>
    public static Task<List<Closing>> UnfinishedAsync(NpgsqlConnection connection, short partition, CancellationToken cancellation) =>
        ReadAsync(connection, "closing_stands", partition, default, reader => new Closing(
            reader.GetInt16(0), reader.IsDBNull(4) ? default : Closing.MonthOf(reader.GetDateTime(4)), reader.GetInt64(1),
            reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3), []), cancellation);

    /// <summary>The account that a row of <c>closing_account</c> says.</summary>
    public static ClosedAccount Account(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetFieldValue<DateOnly>(1), reader.GetInt16(2), reader.GetInt64(3), reader.GetInt64(4),
        reader.GetInt64(5), reader.GetInt64(6), reader.GetString(7), reader.GetString(8));

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection, string text, short partition, DateOnly since, Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(SqlText.Read(text), connection);
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        command.Parameters.Add(new NpgsqlParameter<DateOnly>("since", since));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation)) rows.Add(read(reader));
        return rows;
    }
}
