using BenchmarkDotNet.Attributes;
using Ledger.Client;
using Ledger.Server.Basics;

namespace Ledger.Bench;

/// <summary>Keys: made by a backend, derived by a till, read by the server.</summary>
public class KeyMaking
{
    private readonly DateTimeOffset _at = new(Samples.Now);
    private readonly byte[] _bytes = OperationKey.Derive(1, 7, 42, new DateTimeOffset(Samples.Now)).ToByteArray(bigEndian: true);

    [Benchmark]
    public Guid Made() => OperationKey.At(_at);

    [Benchmark]
    public Guid Derived() => OperationKey.Derive(1, 7, 42, _at);

    [Benchmark]
    public bool ReadBack() => UuidV7.TryRead(_bytes, out _);
}
