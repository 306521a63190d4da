using System.Collections.Frozen;

namespace Ledger.Rules.Program;

/// <summary>From <see cref="FromMinor"/> on a top-up brings <see cref="BonusMinor"/>.</summary>
public sealed record BonusStep(long FromMinor, long BonusMinor);

/// <summary>Which pool a debit takes from first.</summary>
public enum PoolOrder
{
    BonusFirst,
    PrincipalFirst,
    /// <summary>From both in proportion to what each holds; the odd minor unit from principal.</summary>
    Proportional,
}
