namespace Ledger.Server.Rules;

/// <summary>
/// Decides an operation: which rows it adds to the journal. Pure: the same state, operation and rules give the same rows; no clock,
/// no input or output. Each kind is one function whose checks stand in the order in which a caller sees them refused; below its
/// "decided" line nothing is refused any more.
/// </summary>
public static class Decide
{
    /// <summary>
    /// Adds the rows of <paramref name="operation"/> to <paramref name="rows"/>: at least one, a refusal included. The account must be
    /// open, unless the operation opens it.
    /// </summary>
    /// <param name="cardTaken">OpenAccount, IssueCard: the token points at an account already, as the directory of cards says.</param>
    public static void On(
        AccountState state, Operation operation, ProgramRules rules, bool cardTaken, in Position position, RowBuffer rows)
    {
        Invariant.Require(state.Account == operation.Account);
        var decision = new Decision(state, operation, rules, position, rows);

        if (operation.Kind == OperationKind.OpenAccount)
        {
            OpenAccount(ref decision, cardTaken);
            return;
        }

        Invariant.Require(state.IsOpen);
        if (state.Program != operation.Program) decision.Refuse(Outcome.OtherProgram);
        else if (operation.Card is { } card && !state.HasActiveCard(card)) decision.Refuse(Outcome.CardNotActive);
        else OfKind(ref decision, cardTaken);
    }

    private static void OfKind(ref Decision decision, bool cardTaken)
    {
        switch (decision.Operation.Kind)
        {
            case OperationKind.IssueCard: IssueCard(ref decision, cardTaken); break;
            case OperationKind.TopUp: TopUp(ref decision); break;
            case OperationKind.Accrue: Accrue(ref decision); break;
            case OperationKind.Debit: Debit(ref decision); break;
            case OperationKind.Redeem: Redeem(ref decision); break;
            case OperationKind.Adjust: Adjust(ref decision); break;
            default: throw new InvalidOperationException($"No rule decides the kind {decision.Operation.Kind}.");
        }
    }

    private static void OpenAccount(ref Decision decision, bool cardTaken)
    {
        if (decision.State.IsOpen) { decision.Refuse(Outcome.AccountExists); return; }
        if (cardTaken) { decision.Refuse(Outcome.CardTaken); return; }

        // Decided.
        decision.Note();
    }

    private static void IssueCard(ref Decision decision, bool cardTaken)
    {
        if (cardTaken) { decision.Refuse(Outcome.CardTaken); return; }
        if (decision.State.Cards.Count >= decision.Rules.CardsMax) { decision.Refuse(Outcome.CardLimit, decision.Rules.CardsMax); return; }

        // Decided.
        decision.Note();
    }

    private static void TopUp(ref Decision decision)
    {
        var (state, rules, amount) = (decision.State, decision.Rules, decision.Operation.Asked);
        var bonus = rules.BonusFor(amount);
        var room = rules.StoredValueMaxMinor - state.Principal - state.Bonus;
        if (amount > room - bonus) { decision.Refuse(Outcome.BalanceLimit, rules.LargestTopUpFor(room)); return; }

        // Decided.
        decision.Transfer(Asset.Principal, amount, SystemAccount.Tender);
        if (bonus > 0)
            decision.Transfer(Asset.Bonus, bonus, SystemAccount.BonusExpense, rules.BonusValidity.LastDay(decision.Operation.BusinessDate));
    }

    private static void Accrue(ref Decision decision)
    {
        var (rules, operation) = (decision.Rules, decision.Operation);
        var points = operation.Asset == Asset.Points ? operation.Asked : rules.PointsFor(operation.Asked);
        var room = Math.Max(0, rules.PointsBalanceMax - decision.State.Points);
        if (points > room)
        {
            decision.Refuse(Outcome.BalanceLimit, operation.Asset == Asset.Points ? room : rules.LargestPurchaseFor(room));
            return;
        }

        // Decided.
        if (points == 0) decision.Note();
        else decision.Transfer(Asset.Points, points, SystemAccount.PointsIssued, rules.PointsValidity.LastDay(operation.BusinessDate));
    }

    private static void Debit(ref Decision decision)
    {
        var (state, operation) = (decision.State, decision.Operation);
        var bonus = state.BonusLots.UsableOn(operation.BusinessDate);
        var available = state.Principal + bonus;
        var amount = operation.AllowPartial ? Math.Min(operation.Asked, available) : operation.Asked;
        if (amount > available || amount == 0) { decision.Refuse(Outcome.InsufficientFunds, available); return; }

        // Decided.
        var fromBonus = decision.Rules.PoolOrder switch
        {
            PoolOrder.BonusFirst => Math.Min(amount, bonus),
            PoolOrder.PrincipalFirst => amount - Math.Min(amount, state.Principal),
            PoolOrder.Proportional => (long)((Int128)amount * bonus / available),
            _ => throw new InvariantBrokenException($"Unknown order of pools {decision.Rules.PoolOrder}."),
        };
        var outcome = amount < operation.Asked ? Outcome.PostedInPart : Outcome.Posted;
        decision.TakeFromLots(Asset.Bonus, state.BonusLots, fromBonus, SystemAccount.Sales, outcome);
        if (amount > fromBonus) decision.Transfer(Asset.Principal, fromBonus - amount, SystemAccount.Sales, outcome: outcome);
    }

    private static void Redeem(ref Decision decision)
    {
        var (state, rules, operation) = (decision.State, decision.Rules, decision.Operation);
        if (operation.Asked % rules.RedeemBlock != 0) { decision.Refuse(Outcome.NotAMultiple, rules.RedeemBlock); return; }
        var available = state.PointsLots.UsableOn(operation.BusinessDate);
        if (operation.Asked > available) { decision.Refuse(Outcome.InsufficientPoints, available); return; }

        // Decided.
        decision.TakeFromLots(
            Asset.Points, state.PointsLots, operation.Asked, SystemAccount.PointsRedeemed, figure: rules.WorthOf(operation.Asked));
    }

    private static void Adjust(ref Decision decision)
    {
        switch (decision.Operation.Asset)
        {
            case Asset.Points:
                AdjustLots(ref decision, decision.State.PointsLots, decision.Rules.PointsBalanceMax - decision.State.Points,
                    Outcome.InsufficientPoints, decision.Rules.PointsValidity);
                break;
            case Asset.Bonus:
                AdjustLots(ref decision, decision.State.BonusLots, RoomForStoredValue(decision),
                    Outcome.InsufficientFunds, decision.Rules.BonusValidity);
                break;
            case Asset.Principal:
                AdjustPrincipal(ref decision);
                break;
            default:
                throw new InvalidOperationException($"No rule adjusts the asset {decision.Operation.Asset}.");
        }
    }

    private static void AdjustLots(ref Decision decision, Lots lots, long room, Outcome insufficient, Validity validity)
    {
        var operation = decision.Operation;
        var available = lots.UsableOn(operation.BusinessDate);
        if (-operation.Asked > available) { decision.Refuse(insufficient, available); return; }
        if (operation.Asked > room) { decision.Refuse(Outcome.BalanceLimit, Math.Max(0, room)); return; }

        // Decided.
        if (operation.Asked < 0) decision.TakeFromLots(operation.Asset, lots, -operation.Asked, SystemAccount.Adjustment);
        else decision.Transfer(operation.Asset, operation.Asked, SystemAccount.Adjustment, validity.LastDay(operation.BusinessDate));
    }

    private static void AdjustPrincipal(ref Decision decision)
    {
        var (state, amount, room) = (decision.State, decision.Operation.Asked, RoomForStoredValue(decision));
        if (-amount > state.Principal) { decision.Refuse(Outcome.InsufficientFunds, state.Principal); return; }
        if (amount > room) { decision.Refuse(Outcome.BalanceLimit, Math.Max(0, room)); return; }

        // Decided.
        decision.Transfer(Asset.Principal, amount, SystemAccount.Adjustment);
    }

    private static long RoomForStoredValue(in Decision decision) =>
        decision.Rules.StoredValueMaxMinor - decision.State.Principal - decision.State.Bonus;
}
