using BenchmarkDotNet.Attributes;
using Ledger.Rules.Rows;
using Ledger.Server.Partitions;

namespace Ledger.Bench;

/// <summary>The newest transactions of a lane by key: looked up for every operation, added to by every commit.</summary>
public class Remembering
{
    private const int Remembered = 16_384;

    private readonly RecentKeys _recent = new(Remembered);
    // Twice what is remembered: whatever is added pushes something out.
    private readonly RowBuffer _rows = Samples.Rows(Remembered * 2);
    private readonly Guid _unknown = Guid.CreateVersion7();
    private int _next;

    [GlobalSetup]
    public void Prepare()
    {
        for (var i = 0; i < Remembered; i++) Added();
    }

    [Benchmark]
    public int FoundNothing() => _recent.Find(_unknown).Length;

    [Benchmark]
    public int Found() => _recent.Find(_rows[(_next + (Remembered * 2) - 1) % (Remembered * 2)].Key).Length;

    [Benchmark]
    public void Added()
    {
        _recent.Add(_rows.Rows.Slice(_next, 1));
        _next = (_next + 1) % (Remembered * 2);
    }
}
