using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

// The tests measure time; several at once on a small machine would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Ledger.Load.Tests;

internal static class Parallelism
{
    private const int ThreadsMin = 16;

    /// <summary>
    /// The test runner blocks threads of the pool. On two cores the pool has two, and gets another one only once a second.
    /// </summary>
    [ModuleInitializer]
    internal static void GiveThePoolThreads() => ThreadPool.SetMinThreads(ThreadsMin, ThreadsMin);
}
