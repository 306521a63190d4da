using System.Globalization;
using Ledger.Rules.Tests.Simulation;

namespace Ledger.Rules.Mutation;

/// <summary>The first life of each simulation: most changes of a rule show there.</summary>
public sealed class FirstLivesTests
{
    [Fact]
    public void Rules_and_second_model_agree() => Lives.Play(first: 1, count: 1);
}

/// <summary>Some more of them. <c>LEDGER_SIM_COUNT=n</c> plays the lives of n seeds instead of 6.</summary>
public sealed class LivesTests
{
    private static readonly int _count =
        int.Parse(Environment.GetEnvironmentVariable("LEDGER_SIM_COUNT") ?? "6", CultureInfo.InvariantCulture);

    [Fact]
    public void Rules_and_second_model_agree() => Lives.Play(first: 2, _count - 1);
}

/// <summary>
/// Lives as in the simulations of Ledger.Rules.Tests, always the same ones: rules and second model agree, what is reversed has never been,
/// parts come to the whole. A difference is told without being cut down to its fewest steps.
/// </summary>
internal static class Lives
{
    public static void Play(int first, int count)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            Assert.Null(new SimulatedHistory(seed, 200).Difference);
            Assert.Null(new SimulatedHistory(seed, 120, undoes: true).Difference);

            var outOfTurn = new SimulatedHistory(seed, 40);
            outOfTurn.UndoOutOfTurn(14);
            Assert.Null(outOfTurn.Difference);

            var (inParts, random) = (new SimulatedHistory(seed, 70), new Random(seed));
            foreach (var original in InParts.Of(inParts).TakeLast(6).ToList())
                Assert.Null(new InParts(inParts, original, random).Difference());
        }
    }
}
