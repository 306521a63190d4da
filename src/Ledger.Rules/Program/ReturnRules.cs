using System.Globalization;

namespace Ledger.Rules.Program;

/// <summary>
/// What a return does about points that are spent already, value from lots that have expired since, and a tier that was reached with it.
/// </summary>
/// <param name="SpentBonus">Of bonus that a top-up brought and that is spent, when the top-up is taken back or stored value paid out.</param>
public sealed record ReturnRules(
    SpentPoints SpentPoints, ExpiredLots ExpiredLots, SpentBonus SpentBonus = SpentBonus.Net,
    TierOnReturn TierOnReturn = TierOnReturn.Review);

/// <summary>What a refund does about the tier. A reversal always takes it back: the purchase has never been.</summary>
public enum TierOnReturn
{
    /// <summary>The tier that what was bought still reaches.</summary>
    Review,
    /// <summary>It stays until its window ends.</summary>
    Keep,
}

public enum SpentBonus
{
    /// <summary>Kept back from the money.</summary>
    Net,
    /// <summary>The member's.</summary>
    Keep,
    /// <summary>A reason to refuse.</summary>
    Refuse,
}

public enum SpentPoints
{
    /// <summary>The member owes them.</summary>
    Negative,
    /// <summary>Their worth is kept back from what is given back.</summary>
    Net,
    /// <summary>They are let go.</summary>
    Cap,
}

public sealed record ExpiredLots(ExpiredLotsKind Kind, int Days = 0);

public enum ExpiredLotsKind
{
    /// <summary>Not given back.</summary>
    Forfeit,
    /// <summary>Given back in a lot that can be spent for so many days.</summary>
    Extend,
}
