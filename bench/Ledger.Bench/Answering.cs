using System.Buffers;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Ledger.Server.Contract;
using Ledger.Server.Rules;

namespace Ledger.Bench;

/// <summary>From the rows of a transaction to the bytes of its receipt.</summary>
public class Answering
{
    private readonly RowBuffer _rows = Samples.Rows(1);
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private V1.Receipt _receipt = null!;

    [GlobalSetup]
    public void Prepare() => _receipt = Receipts.Of(_rows.Rows);

    [Benchmark]
    public V1.Receipt Made() => Receipts.Of(_rows.Rows);

    [Benchmark]
    public int Written()
    {
        _buffer.ResetWrittenCount();
        _receipt.WriteTo(_buffer);
        return _buffer.WrittenCount;
    }
}
