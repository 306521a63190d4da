namespace Ledger.Rules.Deciding;

/// <summary>
/// A kind of operation: what was found out about one that is done, and all that is needed to write it down. <see cref="Check"/> can refuse
/// and cannot write, <see cref="Post"/> writes and has nothing to refuse with: behind the line between them nothing is refused.
/// <see cref="Ensure"/> then holds what was written against what the kind may do at most.
/// </summary>
/// <remarks>
/// What is held in Release as in Debug: of the operation, before it is looked at (<see cref="Basics.Precondition"/>), and of what was
/// written (<see cref="Basics.Invariant"/>). Whatever is not named has not moved.
/// <code>
/// TopUp                     before: an amount above 0
///                           after:  principal + the amount, bonus + the program's step for it
/// Debit                     before: an amount above 0
///                           after:  stored value - what was found to be there; less than was asked for only where that is allowed, and
///                                   told so
/// CashOut                   after:  no principal, no bonus; the principal there was is paid out, less what is kept back for spent bonus
/// Adjust                    before: an amount other than 0
///                           after:  the asset by the amount
/// PlaceHold                 before: an amount above 0
///                           after:  the amount set aside, out of what was free
/// CaptureHold               before: nothing below 0
///                           after:  stored value - the amount; the rest of the hold stays set aside, or nothing after the last capture
/// ReleaseHold, TimeOutHold  after:  nothing of the hold is set aside
/// Accrue                    before: an amount above 0, unless it is an action
///                           after:  points + what is earned, not below 0
/// Checkout                  before: the amount is that of the lines; nothing below 0
///                           after:  worth of points + stored value + rest = due = all lines; points + earned - spent; stored value and
///                                   bonus - what pays; of a hold that pays first no more than it sets aside
/// Redeem                    before: points above 0, unless a reward has its own
///                           after:  points - those; bonus + the reward's, which is what they are worth
/// Refund, Reverse           before: nothing below 0
///                           after:  of no transfer more undone than was left of it; no more given back than is undone; no more taken
///                                   than the original gave
/// Transfer                  before: an amount above 0
///                           after:  the asset - the amount
/// Merge                     after:  nothing is left, nothing owed
/// Arrive, ComeBack          after:  of each asset + what left the other side
/// TakeBack                  after:  the asset - what is left of the transfer, above 0 and not more than it was
/// CancelAccount             after:  nothing is left, nothing owed; the principal there was is paid out, less what is kept for points owed
/// ReplaceCard               after:  stored value - the fee, where it is taken from there
/// GrantBonus                after:  bonus + the months', not below 0
/// Expire                    after:  nothing gained, nothing taken that has not expired; on forfeit all principal that is free
/// all others                after:  nothing has moved
/// </code>
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
