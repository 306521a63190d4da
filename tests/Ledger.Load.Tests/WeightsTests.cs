using Ledger.Tooling.Draws;

namespace Ledger.Load.Tests;

public class WeightsTests
{
    [Fact]
    public void Twice_the_weight_comes_twice_as_often_and_none_never()
    {
        var (weights, random, counts) = (new Weights([1, 0, 2, 1]), new SplitMix(5), new int[4]);
        for (var draw = 0; draw < 40_000; draw++) counts[weights.Draw(random)]++;

        Assert.InRange(counts[0], 9_400, 10_600);
        Assert.Equal(0, counts[1]);
        Assert.InRange(counts[2], 19_400, 20_600);
        Assert.InRange(counts[3], 9_400, 10_600);
    }

    [Theory]
    [InlineData]
    [InlineData(0.0, 0.0)]
    [InlineData(2.0, -1.0)]
    public void Weights_that_say_nothing_are_refused(params double[] weights) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Weights(weights));
}
