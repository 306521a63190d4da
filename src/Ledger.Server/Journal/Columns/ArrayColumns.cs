using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Server.Journal.Columns;

/// <summary>What a column holds of an item.</summary>
internal delegate T ColumnOf<TItem, out T>(in TItem item);

/// <summary>
/// Many items turned into one array for each column, as a statement with <c>unnest</c> takes them: in PostgreSQL's binary form, all in
/// one buffer that is used again. A column that is NULL in every item is sent as an empty array, which the statement fills up with
/// NULL: what is rarely there costs next to nothing where it is not. Not for concurrent use.
/// </summary>
internal sealed class ArrayColumns<TItem>
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

    /// <summary>Adds a column behind the others, whose parameter has that name.</summary>
    public void Add<T>(string name, NpgsqlDbType type, ColumnOf<TItem, T> value) => _columns.Add(new Column<T>(name, type, value));

    /// <summary>Adds the parameters of the columns, which hold what the last <see cref="Fill"/> before the execution put there.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var column in _columns)
        {
            var type = NpgsqlDbType.Array | column.Type;
            parameters.Add(new NpgsqlParameter<EncodedArray>(column.Name, type) { TypedValue = column.Encoded });
        }
    }

    /// <summary>Encodes the columns of <paramref name="items"/>.</summary>
    public void Fill(ReadOnlySpan<TItem> items)
    {
        _length = 0;
        foreach (var column in _columns) column.Encode(items, this);
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

    private interface IColumn
    {
        string Name { get; }

        NpgsqlDbType Type { get; }

        EncodedArray Encoded { get; }

        void Encode(ReadOnlySpan<TItem> items, ArrayColumns<TItem> columns);

        void Set(byte[] buffer);
    }

    private sealed class Column<T>(string name, NpgsqlDbType type, ColumnOf<TItem, T> value) : IColumn
    {
        private readonly int _oid = Oid(type);
        private int _start;
        private int _end;

        public string Name => name;

        public NpgsqlDbType Type => type;

        public EncodedArray Encoded { get; } = new();

        public void Set(byte[] buffer) => Encoded.Bytes = buffer.AsMemory(_start.._end);

        public void Encode(ReadOnlySpan<TItem> items, ArrayColumns<TItem> columns)
        {
            _start = columns._length;
            columns.Room(HeadLength);
            columns._length += HeadLength;
            var nulls = 0;
            foreach (ref readonly var item in items)
            {
                var field = value(in item);
                columns.Room(LengthLength + ElementMaxLength);
                var length = -1;
                if (field is null) nulls++;
                else length = WriteElement(columns, field);
                BinaryPrimitives.WriteInt32BigEndian(columns._buffer.AsSpan(columns._length), length);
                columns._length += LengthLength + Math.Max(0, length);
            }
            // Without dimensions: empty.
            if (nulls == items.Length) columns._length = _start + 12;
            _end = columns._length;
            var head = columns._buffer.AsSpan(_start);
            BinaryPrimitives.WriteInt32BigEndian(head, nulls == items.Length ? 0 : 1);
            BinaryPrimitives.WriteInt32BigEndian(head[4..], nulls > 0 ? 1 : 0);
            BinaryPrimitives.WriteInt32BigEndian(head[8..], _oid);
            if (nulls == items.Length) return;
            BinaryPrimitives.WriteInt32BigEndian(head[12..], items.Length);
            BinaryPrimitives.WriteInt32BigEndian(head[16..], 1);
        }

        // The compiler leaves one branch of this for each T. There is room already, but for texts.
        private static int WriteElement(ArrayColumns<TItem> columns, T field)
        {
            if (field is string text)
            {
                var most = Encoding.UTF8.GetMaxByteCount(text.Length);
                return Encoding.UTF8.GetBytes(text, columns.Room(LengthLength + most)[LengthLength..]);
            }
            if (field is ReadOnlyMemory<byte> utf8)
            {
                utf8.Span.CopyTo(columns.Room(LengthLength + utf8.Length)[LengthLength..]);
                return utf8.Length;
            }
            var to = columns._buffer.AsSpan(columns._length + LengthLength);
            // Matched by type, a nullable would be boxed.
            if (typeof(T) == typeof(DateOnly?)) return WriteDate(to, Unsafe.As<T, DateOnly?>(ref field)!.Value);
            if (typeof(T) == typeof(Guid?)) return WriteId(to, Unsafe.As<T, Guid?>(ref field)!.Value);
            if (typeof(T) == typeof(DateTime?)) return WriteTime(to, Unsafe.As<T, DateTime?>(ref field)!.Value);
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
                    return WriteId(to, id);
                case DateTime time:
                    return WriteTime(to, time);
                case DateOnly date:
                    return WriteDate(to, date);
                default:
                    throw new InvalidOperationException($"No binary form is known of {typeof(T)}.");
            }
        }

        private static int WriteId(Span<byte> to, Guid id)
        {
            id.TryWriteBytes(to, bigEndian: true, out _);
            return 16;
        }

        private static int WriteTime(Span<byte> to, DateTime time)
        {
            BinaryPrimitives.WriteInt64BigEndian(to, (time.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond);
            return 8;
        }

        private static int WriteDate(Span<byte> to, DateOnly date)
        {
            // PostgreSQL's infinity and -infinity.
            BinaryPrimitives.WriteInt32BigEndian(
                to, date == DateOnly.MaxValue ? int.MaxValue : date == DateOnly.MinValue ? int.MinValue : date.DayNumber - EpochDay);
            return 4;
        }
    }
}
