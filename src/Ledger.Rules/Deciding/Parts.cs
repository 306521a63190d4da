namespace Ledger.Rules.Deciding;

/// <summary>
/// How often one operation may be undone in part, and one hold be spent from: what a writer reads for the next one is bounded by it. The
/// same on every server for ever, since what was refused for it is in the journal; so no setting.
/// </summary>
internal static class Parts
{
    /// <summary>After so many the next one must take all that is left, so that nobody's money is stuck.</summary>
    public const int Max = 200;

    /// <summary>
    /// Also those that were reversed count, and after so many not even all that is left is taken any more: a return of everything that is
    /// reversed again and again would never end. A reversal of the original always may; a hold is left to its end.
    /// </summary>
    public const int Ever = 2 * Max;
}
