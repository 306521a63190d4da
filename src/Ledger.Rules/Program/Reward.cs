using System.Globalization;

namespace Ledger.Rules.Program;

/// <summary>What points are given for, beside money at the till.</summary>
/// <param name="Points">The cost; of one, or of the first step.</param>
/// <param name="WorthMinor">What that is worth, in minor units.</param>
/// <param name="StepPoints">From the cost on, every so many points more are worth <paramref name="StepWorthMinor"/> more; 0: no steps,
/// multiples instead.</param>
public sealed record Reward(string Code, long Points, long WorthMinor, RewardForm Form, long StepPoints = 0, long StepWorthMinor = 0)
{
    /// <summary>True when so many points can be given for it.</summary>
    public bool Takes(long points) => StepPoints == 0
        ? points > 0 && points % Points == 0
        : points >= Points && (points - Points) % StepPoints == 0;

    /// <summary>What it is worth for so many points, in minor units.</summary>
    public long WorthOf(long points) => checked((long)(StepPoints == 0
        ? (Int128)(points / Points) * WorthMinor
        : WorthMinor + (Int128)((points - Points) / StepPoints) * StepWorthMinor));
}

public enum RewardForm
{
    /// <summary>A voucher or an item that the caller hands out.</summary>
    Coupon,
    /// <summary>Stored-value bonus, credited at once.</summary>
    Bonus,
}
