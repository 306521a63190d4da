using Ledger.Load.Scenarios;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Simulations;

/// <summary>
/// Finds the highest rate that still meets its thresholds: the rate is multiplied by a factor until a level fails, then the gap
/// between the last good and the first bad rate is halved until it is small.
/// </summary>
public sealed record CapacitySearch : Simulation
{
    /// <summary>Requests a second of the first level.</summary>
    public required double From { get; init; }

    /// <summary>Requests a second that are not exceeded.</summary>
    public required double To { get; init; }

    /// <summary>What the rate is multiplied with from level to level, over 1.</summary>
    public double Factor { get; init; } = 1.5;

    /// <summary>How long each level is held and judged.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long each level runs before it is judged.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The search ends when the gap is at most this share of the good rate.</summary>
    public double Precision { get; init; } = 0.05;

    /// <summary>What a level must meet. That everything is sent is required in any case.</summary>
    public required IReadOnlyList<Threshold> Thresholds { get; init; }

    /// <inheritdoc/>
    public override string Name => "capacity_search";

    /// <inheritdoc/>
    public override TimeSpan? During => null;

    /// <summary>How often a level is run again that failed while other processes used the machine.</summary>
    private const int RepeatsMaxCount = 2;

    /// <summary>The most levels there can be, each repeated twice at most: bounds the search in time.</summary>
    public int LevelsMaxCount =>
        2 + (int)Math.Ceiling(Math.Log(To / From) / Math.Log(Factor)) + (int)Math.Ceiling(Math.Log2(Math.Max(2, (Factor - 1) / Precision)));

    /// <inheritdoc/>
    public override string Describe() =>
        $"highest rate from {Rate(From)} to {Rate(To)} that meets {string.Join(", ", Thresholds.Select(threshold => threshold.Text))}: "
        + $"levels of {Quantity.Text(Settle + Hold)}, at most {LevelsMaxCount}, to within {Quantity.Number(Precision * 100)} %";

    /// <inheritdoc/>
    public override Simulation Stretch(double factor) => this with { Hold = Times(Hold, factor), Settle = Times(Settle, factor) };

    /// <inheritdoc/>
    public override Simulation Scale(double factor) => this with { From = From * factor, To = To * factor };

    /// <summary>Runs the search over a target.</summary>
    /// <param name="tryLevel">Runs one level at a rate (requests a second) and judges it.</param>
    /// <returns>The highest good rate, or 0 when even the first level failed, after all levels in their order.</returns>
    public async Task<CapacityFound> RunAsync(Func<double, Task<LevelJudgement>> tryLevel)
    {
        ArgumentNullException.ThrowIfNull(tryLevel);
        var (good, bad, levels, repeats, isCertain) = (0.0, double.PositiveInfinity, 0, 0, true);

        // A level that failed beside other work says nothing of the target: it is run again, and when that is no better, the search goes on
        // as if it had failed and says that this is not certain.
        async Task<bool> PassesAsync(double rate)
        {
            levels++;
            var judgement = await tryLevel(rate);
            for (var again = 0; judgement == LevelJudgement.Disturbed && again < RepeatsMaxCount; again++)
            {
                repeats++;
                judgement = await tryLevel(rate);
            }
            isCertain &= judgement != LevelJudgement.Disturbed;
            return judgement == LevelJudgement.Passed;
        }

        // 1. Up by steps until one fails or the upper end is reached.
        for (var rate = From; levels < LevelsMaxCount; rate = Math.Min(To, rate * Factor))
        {
            if (!await PassesAsync(rate))
            {
                bad = rate;
                break;
            }
            good = rate;
            if (rate >= To)
                return new CapacityFound(good, ReachedTheUpperEnd: true, levels + repeats, isCertain);
        }

        // 2. Halve the gap between good and bad. Below the first level there is no good rate to start from.
        while (good > 0 && bad - good > good * Precision && levels < LevelsMaxCount)
        {
            var middle = (good + bad) / 2;
            if (await PassesAsync(middle))
                good = middle;
            else
                bad = middle;
        }
        return new CapacityFound(good, ReachedTheUpperEnd: false, levels + repeats, isCertain);
    }
}

/// <summary>What a capacity search came to.</summary>
/// <param name="PerSecond">The highest rate that met the thresholds, in requests a second; 0: none did.</param>
/// <param name="ReachedTheUpperEnd">The target takes at least this: the search ended at its upper end.</param>
/// <param name="Levels">Levels that were run, repeated ones too.</param>
/// <param name="IsCertain">False: some level failed, each time it was run, while other processes used the machine.</param>
public sealed record CapacityFound(double PerSecond, bool ReachedTheUpperEnd, int Levels, bool IsCertain = true);

/// <summary>What a level came to.</summary>
public enum LevelJudgement
{
    /// <summary>It met everything, whatever else ran.</summary>
    Passed,
    /// <summary>It did not, and the machine was the run's own.</summary>
    Failed,
    /// <summary>It did not, while other processes used the machine.</summary>
    Disturbed,
}
