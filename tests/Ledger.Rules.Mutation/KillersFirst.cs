using Ledger.Rules.Mutation;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(KillersFirst))]

namespace Ledger.Rules.Mutation;

/// <summary>
/// A run ends with the first test that fails: so the first lives come first, then the rooms, then more lives, hundreds of parts, and the
/// properties, which take longest.
/// </summary>
public sealed class KillersFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Rank).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int Rank<TTestCollection>(TTestCollection collection) where TTestCollection : ITestCollection =>
        collection.TestCollectionDisplayName switch
        {
            var name when name.Contains(nameof(FirstLivesTests), StringComparison.Ordinal) => 0,
            var name when name.Contains(nameof(LivesTests), StringComparison.Ordinal)
                || name.Contains("PartsTests", StringComparison.Ordinal) => 2,
            var name when name.Contains(".Properties.", StringComparison.Ordinal) => 3,
            _ => 1,
        };
}
