namespace Ledger.Rules.Deciding;

/// <summary>
/// A kind of operation: what was found out about one that is done, and all that is needed to write it down. <see cref="Check"/> can refuse
/// and cannot write, <see cref="Post"/> writes and has nothing to refuse with: behind the line between them nothing is refused.
/// <see cref="Ensure"/> then holds what was written against what the kind may do at most.
/// </summary>
/// <remarks>
/// What is held in Release as in Debug, kind by kind. What is not named in a row has not moved.
/// <list type="table">
/// <listheader><term>kind</term><description>before: as it was read; after: what was written</description></listheader>
/// <item><term>TopUp</term><description>before: an amount above 0. After: principal + amount, bonus + the program's step for it</description></item>
/// <item><term>Debit</term><description>before: an amount above 0. After: stored value - what was found to be there; less than asked only where that
/// is allowed, and told as in part</description></item>
/// <item><term>CashOut</term><description>after: no principal, no bonus; paid out: the principal there was</description></item>
/// <item><term>Adjust</term><description>before: an amount other than 0. After: the asset by the amount</description></item>
/// <item><term>PlaceHold</term><description>before: an amount above 0. After: set aside: the amount, out of what was free</description></item>
/// <item><term>CaptureHold</term><description>after: stored value - the amount; that and what stays set aside: the hold, or less when it was
/// the last one</description></item>
/// <item><term>ReleaseHold, TimeOutHold</term><description>after: nothing set aside by it</description></item>
/// <item><term>Accrue</term><description>before: no amount for an action, above 0 otherwise. After: points + what is earned, not below 0</description></item>
/// <item><term>Checkout</term><description>before: asked for what the lines come to; nothing below 0. After: worth of points + stored value +
/// rest = due = all lines; points + earned - spent; stored value and its bonus - what pays</description></item>
/// <item><term>Redeem</term><description>before: not below 0. After: points - the points, bonus + the reward's, not more than they are worth</description></item>
/// <item><term>Refund, Reverse</term><description>after: of no transfer of the original more undone than was left of it; not more value or points given
/// back than is undone, not more points taken back than it gave</description></item>
/// <item><term>Transfer</term><description>before: an amount above 0. After: the asset - the amount</description></item>
/// <item><term>Merge</term><description>after: nothing is left, and nothing owed</description></item>
/// <item><term>Arrive, ComeBack</term><description>after: of each asset what left the other side</description></item>
/// <item><term>CancelAccount</term><description>after: nothing is left, and nothing owed; paid out: the principal there was</description></item>
/// <item><term>ReplaceCard</term><description>after: stored value - the fee, where it is taken from there</description></item>
/// <item><term>GrantBonus</term><description>after: bonus + the months', not below 0</description></item>
/// <item><term>Expire</term><description>after: nothing gained; principal all that is free, or none of it</description></item>
/// <item><term>all others</term><description>after: nothing has moved</description></item>
/// </list>
/// Taking the rows in, the account holds the rest: no balance below 0, lots that add up to their balance, holds that are covered.
/// </remarks>
/// <typeparam name="TSelf">The kind itself: a struct, so that each is compiled for itself and allocates nothing.</typeparam>
internal interface IKind<TSelf>
    where TSelf : struct, IKind<TSelf>
{
    /// <summary>
    /// Why the operation is not done, the checks in the order in which a caller sees them refuse; null: it is done, as
    /// <paramref name="plan"/> says.
    /// </summary>
    static abstract Refusal? Check(in Case asked, out TSelf plan);

    /// <summary>Writes what was found out: at least one row.</summary>
    void Post(ref Transaction transaction);

    /// <summary>Throws when what was written is not what the kind promises. A handful of comparisons: it runs each time.</summary>
    void Ensure(in Transaction written);
}
