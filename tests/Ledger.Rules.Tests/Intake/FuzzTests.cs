using Ledger.Fuzz;

namespace Ledger.Rules.Tests.Intake;

/// <summary>Some of what <c>./fuzz.sh</c> runs by the million.</summary>
public sealed class FuzzTests
{
    private const int Messages = 20_000;

    [Theory]
    [InlineData(1)]
    [InlineData(20_261_122)]
    public void I5_Fast_readers_and_writers_agree_with_the_generated_code(ulong seed)
    {
        var run = new FuzzRun(seed);
        run.Run(Messages);
        Assert.True(run.Differences.Count == 0, $"seed {seed}: {string.Join(Environment.NewLine, run.Differences)}");
        Assert.Equal(Messages, run.Messages);
        // Where hardly anything is read, nothing is shown.
        Assert.InRange(run.PlainlyRead, Messages / 20, Messages);
        Assert.InRange(run.Refused, Messages / 20, Messages);
    }
}
