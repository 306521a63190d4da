using Ledger.Rules.Asked;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Deciding;

/// <summary>
/// What is decided on: an operation, the account it is about, and all else that the decision depends on. It has no way to a row, so what is
/// given nothing but a case can look at everything and leave no trace.
/// </summary>
internal readonly ref struct Case
{
    public Case(
        AccountState state, Operation operation, ProgramRules rules, scoped in Circumstances circumstances, scoped in Position position)
    {
        State = state;
        Operation = operation;
        Rules = rules;
        Circumstances = circumstances;
        Position = position;
    }

    /// <summary>The account before the operation.</summary>
    public AccountState State { get; }
    public Operation Operation { get; }
    public ProgramRules Rules { get; }
    public Circumstances Circumstances { get; }
    public Position Position { get; }

    /// <summary>The business date: the day on which lots, cards and tiers are looked at.</summary>
    public DateOnly Date => Operation.BusinessDate;

    /// <summary>The day before which something has ended at all stores of the program, never after <see cref="Date"/>.</summary>
    public DateOnly LastDate => Circumstances.LastDate is { } last && last < Date ? last : Date;

    /// <summary>
    /// The card that was presented; null: none was, an identifier is no instrument, or it does not point at this account.
    /// </summary>
    public Card? CardPresented => Operation is { Card: { } id, IsIdentifier: false } ? State.CardOf(id) : null;

    /// <summary>Stored value that can be spent on the business date, in minor units.</summary>
    public long AvailableValue => FreePrincipal + FreeBonus;

    /// <summary>Principal that no open hold has set aside, in minor units.</summary>
    public long FreePrincipal => State.FreePrincipal(Position.Now);

    /// <summary>Bonus that can be spent on the business date and that no open hold has set aside, in minor units.</summary>
    public long FreeBonus => State.FreeBonus(Date, Position.Now);

    /// <summary>True when something is set aside now.</summary>
    public bool HasOpenHolds => State.Membership.HasOpenHolds(Position.Now);

    /// <summary>Points that can be spent on the business date.</summary>
    public long AvailablePoints => State.PointsLots.UsableOn(Date);

    /// <summary>Stored value that still fits under the program's limit, in minor units; below zero when the limit was lowered.</summary>
    public long RoomForValue => Rules.StoredValueMaxMinor - State.Principal - State.Bonus;

    /// <summary>Points that still fit under the program's limit; below zero when the limit was lowered.</summary>
    public long RoomForPoints => Rules.PointsBalanceMax - State.Points;

    /// <summary>What no open hold has set aside of the bonus lot of that last day, in minor units.</summary>
    public long FreeBonusOf(DateOnly lot) => State.BonusLots.AmountOf(lot) - State.Membership.HeldBonus(lot, Position.Now);
}
