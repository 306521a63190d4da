using Ledger.Server.Partitions;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>Account numbers by the partition they belong to.</summary>
internal static class Accounts
{
    private static long _last = 1_000_000;

    /// <summary>A number nobody had before in this run, in the partition.</summary>
    public static long In(short partition, int partitions = 4)
    {
        while (true)
        {
            var account = Interlocked.Increment(ref _last);
            if (Router.PartitionOf(account, partitions) == partition) return account;
        }
    }
}
