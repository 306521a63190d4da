using Ledger.Server.Partitions;

namespace Ledger.Rules.Tests.Partitions;

/// <summary>Which partition an account belongs to, for ever.</summary>
public sealed class RouterTests
{
    // Worked out apart from the server. A changed value would send an account to a writer that does not hold it.
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 2, 0)]
    [InlineData(1, 4, 1)]
    [InlineData(2, 4, 2)]
    [InlineData(3, 4, 0)]
    [InlineData(1000, 4, 1)]
    [InlineData(123_456_789, 4, 0)]
    [InlineData(9_007_199_254_740_991, 4, 2)]
    [InlineData(123_456_789, 16, 4)]
    [InlineData(1, 1024, 441)]
    [InlineData(9_007_199_254_740_991, 1024, 582)]
    public void I7_An_account_belongs_to_the_same_partition_for_ever(long account, int partitions, short partition) =>
        Assert.Equal(partition, Router.PartitionOf(account, partitions));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(16)]
    public void Accounts_spread_evenly_whether_they_are_counted_up_stepped_or_hashed(int partitions)
    {
        const int count = 160_000;
        var walks = new Func<long, long>[] { i => i + 1, i => (i + 1) * 1000, i => 6_000_000_000_000 + i * 16, i =>
            (i * 2654435761L) & ((1L << 53) - 1) };
        foreach (var walk in walks)
        {
            var loads = new int[partitions];
            for (var i = 0; i < count; i++) loads[Router.PartitionOf(walk(i), partitions)]++;
            Assert.All(loads, load => Assert.InRange(load, count * 0.97 / partitions, count * 1.03 / partitions));
        }
    }
}
