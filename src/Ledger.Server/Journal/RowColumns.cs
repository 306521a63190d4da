using Ledger.Server.Rules;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Server.Journal;

/// <summary>
/// The rows of a batch turned into one array for each column, as the append statement takes them. The arrays are used again for
/// every batch; what is sent is the part that is filled.
/// </summary>
internal sealed class RowColumns
{
    private readonly List<IColumn> _columns = [];
    private int _capacity;

    /// <summary>Adds the parameters of the columns to <paramref name="command"/>, in the order of append.sql from $7 on.</summary>
    public RowColumns(NpgsqlCommand command)
    {
        void Column<T>(NpgsqlDbType type, ColumnOf<T> value)
        {
            var parameter = new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type };
            command.Parameters.Add(parameter);
            _columns.Add(new Column<T>(parameter, value));
        }

        Column(NpgsqlDbType.Bigint, (in JournalRow row) => row.PrevSeq);
        Column(NpgsqlDbType.Bigint, (in JournalRow row) => row.Account);
        Column(NpgsqlDbType.Bigint, (in JournalRow row) => row.Amount);
        Column(NpgsqlDbType.Bigint, (in JournalRow row) => row.PointsAfter);
        Column(NpgsqlDbType.Bigint, (in JournalRow row) => row.PrincipalAfter);
        Column(NpgsqlDbType.Bigint, (in JournalRow row) => row.BonusAfter);
        Column(NpgsqlDbType.Bigint, (in JournalRow row) => row.Asked);
        Column(NpgsqlDbType.Bigint, (in JournalRow row) => row.Figure);
        Column(NpgsqlDbType.Bigint, (in JournalRow row) => row.TerminalSeq);
        Column(NpgsqlDbType.Bigint, (in JournalRow row) => row.PayloadHash);
        Column(NpgsqlDbType.TimestampTz, (in JournalRow row) => row.BusinessTime);
        Column(NpgsqlDbType.Date, (in JournalRow row) => row.BusinessDate);
        Column(NpgsqlDbType.Integer, (in JournalRow row) => row.Store);
        Column(NpgsqlDbType.Integer, (in JournalRow row) => row.Terminal);
        Column(NpgsqlDbType.Integer, (in JournalRow row) => row.Operator);
        Column(NpgsqlDbType.Integer, (in JournalRow row) => row.RuleVersion);
        Column(NpgsqlDbType.Smallint, (in JournalRow row) => row.Program);
        Column(NpgsqlDbType.Smallint, (in JournalRow row) => row.Leg);
        Column(NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Asset);
        Column(NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Counter);
        Column(NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Kind);
        Column(NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Outcome);
        Column(NpgsqlDbType.Uuid, (in JournalRow row) => row.Key);
        Column(NpgsqlDbType.Date, (in JournalRow row) => row.Lot);
        Column(NpgsqlDbType.Uuid, (in JournalRow row) => row.Card);
        Column(NpgsqlDbType.Uuid, (in JournalRow row) => row.NewCard);
        Column(NpgsqlDbType.Text, (in JournalRow row) => row.NewCardLastFour);
        Column(NpgsqlDbType.Text, (in JournalRow row) => row.Reference);
        Column(NpgsqlDbType.Text, (in JournalRow row) => row.Note);
    }

    /// <summary>Fills the columns with <paramref name="rows"/> and sets the parameters to them.</summary>
    public void Fill(ReadOnlySpan<JournalRow> rows)
    {
        if (rows.Length > _capacity) _capacity = Math.Max(rows.Length, _capacity * 2);
        foreach (var column in _columns) column.Fill(rows, _capacity);
    }

    private delegate T ColumnOf<out T>(in JournalRow row);

    private interface IColumn
    {
        void Fill(ReadOnlySpan<JournalRow> rows, int capacity);
    }

    private sealed class Column<T>(NpgsqlParameter parameter, ColumnOf<T> value) : IColumn
    {
        private T[] _values = [];

        public void Fill(ReadOnlySpan<JournalRow> rows, int capacity)
        {
            if (_values.Length < capacity) _values = new T[capacity];
            for (var i = 0; i < rows.Length; i++) _values[i] = value(in rows[i]);
            parameter.Value = new ArraySegment<T>(_values, 0, rows.Length);
        }
    }
}
