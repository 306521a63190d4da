using System.Buffers.Binary;
using System.Text;
using Ledger.Server.Rules;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Server.Journal;

/// <summary>
/// The rows of a batch turned into one array for each column, as the append statement takes them: in PostgreSQL's binary form, all in
/// one buffer that is used again for every batch. A column that is NULL in every row is sent as an empty array, which the statement
/// fills up with NULL: what is rarely there costs next to nothing where it is not.
/// </summary>
internal sealed class RowColumns
{
    // ndim, hasnull, element type, length, lower bound; five integers.
    private const int HeadLength = 20;
    // Ahead of each element: its length.
    private const int LengthLength = 4;
    private const int ElementMaxLength = 16;

    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly int EpochDay = DateOnly.FromDateTime(Epoch).DayNumber;

    private readonly List<IColumn> _columns = [];
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;

    /// <summary>Adds the parameters of the columns to <paramref name="command"/>, in the order of append.sql from $7 on.</summary>
    public RowColumns(NpgsqlCommand command)
    {
        void Column<T>(NpgsqlDbType type, ColumnOf<T> value)
        {
            var parameter = new NpgsqlParameter<EncodedArray> { NpgsqlDbType = NpgsqlDbType.Array | type };
            command.Parameters.Add(parameter);
            _columns.Add(new Column<T>(parameter, Oid(type), value));
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
        Column(NpgsqlDbType.Uuid, (in JournalRow row) => row.Original);
        Column(NpgsqlDbType.Date, (in JournalRow row) => row.LotFrom);
        Column(NpgsqlDbType.Text, (in JournalRow row) => DetailJson.Write(row.Detail));
    }

    /// <summary>Encodes the columns of <paramref name="rows"/> and sets the parameters to them.</summary>
    public void Fill(ReadOnlySpan<JournalRow> rows)
    {
        _length = 0;
        foreach (var column in _columns) column.Encode(rows, this);
        // Not before all are encoded: the buffer may have grown.
        foreach (var column in _columns) column.Set(_buffer);
    }

    private Span<byte> Room(int length)
    {
        if (_buffer.Length - _length < length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + length));
        return _buffer.AsSpan(_length);
    }

    // pg_type.dat
    private static int Oid(NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.Bigint => 20,
        NpgsqlDbType.Smallint => 21,
        NpgsqlDbType.Integer => 23,
        NpgsqlDbType.Text => 25,
        NpgsqlDbType.Date => 1082,
        NpgsqlDbType.TimestampTz => 1184,
        NpgsqlDbType.Uuid => 2950,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "has no element to write"),
    };

    private delegate T ColumnOf<out T>(in JournalRow row);

    private interface IColumn
    {
        void Encode(ReadOnlySpan<JournalRow> rows, RowColumns columns);

        void Set(byte[] buffer);
    }

    private sealed class Column<T>(NpgsqlParameter<EncodedArray> parameter, int oid, ColumnOf<T> value) : IColumn
    {
        private int _start;
        private int _end;

        public void Set(byte[] buffer) => parameter.TypedValue = new EncodedArray(buffer.AsMemory(_start.._end));

        public void Encode(ReadOnlySpan<JournalRow> rows, RowColumns columns)
        {
            _start = columns._length;
            columns.Room(HeadLength);
            columns._length += HeadLength;
            var nulls = 0;
            foreach (ref readonly var row in rows)
            {
                var field = value(in row);
                columns.Room(LengthLength + ElementMaxLength);
                var length = -1;
                if (field is null) nulls++;
                else length = WriteElement(columns, field);
                BinaryPrimitives.WriteInt32BigEndian(columns._buffer.AsSpan(columns._length), length);
                columns._length += LengthLength + Math.Max(0, length);
            }
            // Without dimensions: empty.
            if (nulls == rows.Length) columns._length = _start + 12;
            _end = columns._length;
            var head = columns._buffer.AsSpan(_start);
            BinaryPrimitives.WriteInt32BigEndian(head, nulls == rows.Length ? 0 : 1);
            BinaryPrimitives.WriteInt32BigEndian(head[4..], nulls > 0 ? 1 : 0);
            BinaryPrimitives.WriteInt32BigEndian(head[8..], oid);
            if (nulls == rows.Length) return;
            BinaryPrimitives.WriteInt32BigEndian(head[12..], rows.Length);
            BinaryPrimitives.WriteInt32BigEndian(head[16..], 1);
        }

        // The compiler leaves one branch of this for each T. There is room already, but for texts.
        private static int WriteElement(RowColumns columns, T field)
        {
            if (field is string text)
            {
                var most = Encoding.UTF8.GetMaxByteCount(text.Length);
                return Encoding.UTF8.GetBytes(text, columns.Room(LengthLength + most)[LengthLength..]);
            }
            var to = columns._buffer.AsSpan(columns._length + LengthLength);
            switch (field)
            {
                case long number:
                    BinaryPrimitives.WriteInt64BigEndian(to, number);
                    return 8;
                case int number:
                    BinaryPrimitives.WriteInt32BigEndian(to, number);
                    return 4;
                case short number:
                    BinaryPrimitives.WriteInt16BigEndian(to, number);
                    return 2;
                case Guid id:
                    id.TryWriteBytes(to, bigEndian: true, out _);
                    return 16;
                case DateTime time:
                    BinaryPrimitives.WriteInt64BigEndian(to, (time.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond);
                    return 8;
                case DateOnly date:
                    // PostgreSQL's infinity and -infinity.
                    BinaryPrimitives.WriteInt32BigEndian(
                        to, date == DateOnly.MaxValue ? int.MaxValue : date == DateOnly.MinValue ? int.MinValue : date.DayNumber - EpochDay);
                    return 4;
                default:
                    throw new InvalidOperationException($"No binary form is known of {typeof(T)}.");
            }
        }
    }
}
