namespace Ledger.Server.Rules;

/// <summary>Tiers reached, kept, lost, set by hand, and the bonus they bring.</summary>
internal static class TierLife
{
    /// <summary>
    /// What a purchase changes: notes in <paramref name="decision"/>'s detail that it counts, the tier it reaches (in force from the next one on), and where
    /// the member stands after it. Does nothing where the program counts nothing.
    /// </summary>
    public static void Count(ref Decision decision, DateOnly date, int purchases, long spendMinor, long points)
    {
    }

    /// <summary>Where an account stands now.</summary>
    public static StandingFacts? StandingOf(AccountState state, ProgramRules rules, DateOnly date) => null;

    public static void Set(ref Decision decision) => throw new NotSupportedException();

    public static void Review(ref Decision decision) => throw new NotSupportedException();

    public static void GrantBonus(ref Decision decision) => throw new NotSupportedException();
}
