using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Columns;

/// <summary>
/// Rows of one partition in the order of their numbers, as PostgreSQL's binary COPY has them: many of them cost a fraction of what a reader
/// of columns takes. Their bytes are what is hashed of a row. To be read to its end, or left with its connection.
/// </summary>
internal sealed class JournalCopy : IAsyncDisposable
{
    private const int SignatureLength = 11;
    private static readonly DateTime _epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly int _epochDay = DateOnly.FromDateTime(_epoch).DayNumber;

    private readonly NpgsqlRawCopyStream _stream;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _rowLength;
    private JournalRow _row;

    private JournalCopy(NpgsqlRawCopyStream stream) => _stream = stream;

    /// <summary>The row that was read last.</summary>
    public ref readonly JournalRow Row => ref _row;

    /// <summary>
    /// Its canonical form, until the next is read: the columns in the order of row.sql, of each the length in four bytes (-1: NULL) and its
    /// binary form, all numbers with the highest byte first, detail as text.
    /// </summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start - _rowLength, _rowLength);

    /// <summary>The rows behind number <paramref name="after"/>, up to <paramref name="upto"/>.</summary>
    public static async Task<JournalCopy> OpenAsync(
        NpgsqlConnection connection, short partition, long after, long upto, CancellationToken cancellation)
    {
        // COPY takes no parameters; these are numbers.
        var text = SqlText.Read("journal_copy")
            .Replace("@partition", partition.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("@after", after.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("@upto", upto.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var copy = new JournalCopy(await connection.BeginRawBinaryCopyAsync(text, cancellation));
        await copy.SkipHeadAsync(cancellation);
        return copy;
    }

    /// <summary>Reads the next row; false: there is none.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (Next() is { } isRow) return isRow;
            await FillAsync(cancellation);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task SkipHeadAsync(CancellationToken cancellation)
    {
        const int flagsAndLength = 8;
        while (_end < SignatureLength + flagsAndLength) await FillAsync(cancellation);
        var more = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(SignatureLength + 4));
        while (_end < SignatureLength + flagsAndLength + more) await FillAsync(cancellation);
        _start = SignatureLength + flagsAndLength + more;
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_end == _buffer.Length)
        {
            if (_start > 0) _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            else Array.Resize(ref _buffer, _buffer.Length * 2);
            (_start, _end) = (0, _end - _start);
        }
        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
        if (read == 0) throw new EndOfStreamException("The rows of the journal ended within one.");
        _end += read;
    }

    // Null: it is not all there yet.
    private bool? Next()
    {
        var left = _buffer.AsSpan(_start, _end - _start);
        if (left.Length < 2) return null;
        if (BinaryPrimitives.ReadInt16BigEndian(left) < 0) return false;
        var row = new Fields(left[2..]);
        if (!row.AreThere()) return null;
        _row = default;
        Read(ref row, ref _row);
        _rowLength = row.Length;
        _start += 2 + _rowLength;
        return true;
    }

    private static void Read(ref Fields fields, ref JournalRow row)
    {
        row.Seq = fields.Int64();
        row.PrevSeq = fields.Int64();
        row.Account = fields.Int64();
        row.Amount = fields.Int64();
        row.PointsAfter = fields.Int64();
        row.PrincipalAfter = fields.Int64();
        row.BonusAfter = fields.Int64();
        row.Asked = fields.Int64();
        row.Figure = fields.Int64();
        row.TerminalSeq = fields.Int64();
        row.PayloadHash = fields.Int64();
        row.BusinessTime = fields.Time();
        row.PostedAt = fields.Time();
        row.BusinessDate = fields.Day()!.Value;
        row.Store = fields.Int32();
        row.Terminal = fields.Int32();
        row.Operator = fields.Int32();
        row.RuleVersion = fields.Int32();
        row.Partition = fields.Int16();
        row.Program = fields.Int16();
        row.Leg = fields.Int16();
        row.Asset = (Asset)fields.Int16();
        row.Counter = (SystemAccount)fields.Int16();
        row.Kind = (OperationKind)fields.Int16();
        row.Outcome = (Outcome)fields.Int16();
        row.Key = fields.Id()!.Value;
        row.Lot = fields.Day();
        row.Card = fields.Id();
        row.NewCard = fields.Id();
        row.NewCardLastFour = fields.Text();
        row.Reference = fields.Text();
        row.Note = fields.Text();
        row.Original = fields.Id();
        row.LotFrom = fields.Day();
        if (fields.IsNext(out var detail)) row.Detail = DetailJson.Read(detail);
    }

    /// <summary>The fields of one row, one after the other.</summary>
    private ref struct Fields(ReadOnlySpan<byte> bytes)
    {
        private const int Count = 35;
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        /// <summary>What has been read of them.</summary>
        public readonly int Length => _at;

        public readonly bool AreThere()
        {
            var at = 0;
            for (var field = 0; field < Count; field++)
            {
                if (_bytes.Length - at < 4) return false;
                at += 4 + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(_bytes[at..]));
            }
            return at <= _bytes.Length;
        }

        /// <summary>The bytes of the next field; false: it is NULL.</summary>
        public bool IsNext(out ReadOnlySpan<byte> value)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(_bytes[_at..]);
            value = length < 0 ? default : _bytes.Slice(_at + 4, length);
            _at += 4 + value.Length;
            return length >= 0;
        }

        public long Int64()
        {
            _at += 12;
            return BinaryPrimitives.ReadInt64BigEndian(_bytes[(_at - 8)..]);
        }

        public int Int32()
        {
            _at += 8;
            return BinaryPrimitives.ReadInt32BigEndian(_bytes[(_at - 4)..]);
        }

        public short Int16()
        {
            _at += 6;
            return BinaryPrimitives.ReadInt16BigEndian(_bytes[(_at - 2)..]);
        }

        // The journal's times are those of servers and tills: none is without an end.
        public DateTime Time() => _epoch.AddTicks(Int64() * TimeSpan.TicksPerMicrosecond);

        public DateOnly? Day() => !IsNext(out var day) ? null : BinaryPrimitives.ReadInt32BigEndian(day) switch
        {
            int.MaxValue => DateOnly.MaxValue,
            int.MinValue => DateOnly.MinValue,
            var days => DateOnly.FromDayNumber(_epochDay + days),
        };

        public Guid? Id() => IsNext(out var id) ? new Guid(id, bigEndian: true) : null;

        public string? Text() => IsNext(out var text) ? Encoding.UTF8.GetString(text) : null;
    }
}
