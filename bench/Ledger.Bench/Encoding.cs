using BenchmarkDotNet.Attributes;
using Ledger.Rules.Rows;
using Ledger.Server.Journal.Columns;

namespace Ledger.Bench;

/// <summary>The rows of a batch put into the arrays of the append statement; the figures are for the whole batch.</summary>
public class Encoding
{
    private readonly RowColumns _columns = new();
    private RowBuffer _rows = null!;

    [Params(64, 1000)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Prepare() => _rows = Samples.Rows(Count);

    [Benchmark]
    public void Filled() => _columns.Fill(_rows.Rows);
}
