using BenchmarkDotNet.Attributes;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;
using Ledger.Server.Wire;

namespace Ledger.Bench;

/// <summary>From the rows of a transaction to the bytes of its receipt, as a single call and a stream answer with it.</summary>
public class Answering
{
    private readonly RowBuffer _rows = Samples.Rows(1);
    private readonly ResultFrames _frames = new();

    [Benchmark]
    public byte[] Receipt() => ReceiptEncoding.Receipt(_rows.Rows, replayed: false);

    [Benchmark]
    public int Result()
    {
        _frames.Clear();
        ReceiptEncoding.Result(_frames, 100, _rows.Rows, replayed: false);
        return _frames.Count;
    }
}
