using CsvHelper;
using Google.Protobuf;
using Grpc.Core;

namespace Ledger.Server.Queries;

/// <summary>
/// A CSV file on its way to a caller (RFC 4180, UTF-8, lines end in CR LF). It leaves in pieces of about 32 kB, and the next
/// rows are written when the caller has taken the last piece: a slow caller costs a piece of memory, whatever the length of the file.
/// </summary>
internal sealed class CsvPieces : IAsyncDisposable
{
    private const int PieceBytes = 32 * 1024;

    private readonly IServerStreamWriter<V1.ExportPiece> _pieces;
    private readonly CancellationToken _cancellation;
    private readonly MemoryStream _buffer = new();
    private readonly CsvWriter _csv;

    /// <param name="mark">Whether the file begins with a byte order mark.</param>
    public CsvPieces(IServerStreamWriter<V1.ExportPiece> pieces, bool mark, CancellationToken cancellation)
    {
        (_pieces, _cancellation) = (pieces, cancellation);
        if (mark) _buffer.Write([0xEF, 0xBB, 0xBF]);
        _csv = CsvWriter.Create(_buffer, CsvWriterOptions.Default, leaveOpen: true);
    }

    /// <summary>The header line.</summary>
    public void Header<T>(CsvColumn<T>[] columns)
    {
        foreach (var column in columns) _csv.WriteField(column.Name);
        _csv.EndRecord();
    }

    public async Task RowAsync<T>(CsvColumn<T>[] columns, T row)
    {
        foreach (var column in columns) _csv.WriteField(column.Value(row));
        _csv.EndRecord();
        _csv.Flush();
        if (_buffer.Length >= PieceBytes) await SendAsync();
    }

    /// <summary>Sends what is left.</summary>
    public async Task EndAsync()
    {
        _csv.Flush();
        if (_buffer.Length > 0) await SendAsync();
    }

    public ValueTask DisposeAsync() => _csv.DisposeAsync();

    private async Task SendAsync()
    {
        await _pieces.WriteAsync(
            new V1.ExportPiece { Content = ByteString.CopyFrom(_buffer.GetBuffer().AsSpan(0, (int)_buffer.Length)) }, _cancellation);
        _buffer.SetLength(0);
    }
}

/// <summary>A column of a CSV file: its name in the header and what stands in it.</summary>
internal sealed record CsvColumn<T>(string Name, Func<T, string> Value);
