using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>Points or principal for another member: gone here, in transit until they arrive there.</summary>
internal readonly struct Transfer : IKind<Transfer>
{
    public static Refusal? Check(in Case asked, out Transfer plan)
    {
        plan = default;
        var (rules, operation) = (asked.Rules, asked.Operation);
        Precondition.Require(operation.Asked > 0);
        var isPoints = operation.Asset == Asset.Points;
        var isAllowed = isPoints ? rules.PointsTransferable : operation.Asset == Asset.Principal && rules.ValueTransferable;
        if (!isAllowed || OtherOf(operation) == asked.State.Account) return new Refusal(Outcome.TransferNotAllowed);
        if (InTransit.CheckOther(operation) is { } refusal) return refusal;
        var available = isPoints ? asked.AvailablePoints : UnpaidBonus.Sendable(asked);
        if (operation.Asked <= available) return null;
        return new Refusal(isPoints ? Outcome.InsufficientPoints : Outcome.InsufficientFunds, available);
    }

    public void Post(ref Transaction transaction)
    {
        var operation = transaction.Case.Operation;
        transaction.Detail = new RowDetail
        {
            OtherAccount = OtherOf(operation),
            UnsentMinor = operation.Asset == Asset.Points ? null : UnpaidBonus.UnsentAfter(transaction.Case.State, operation.Asked),
        };
        Pins.EndFailures(ref transaction);
        if (operation.Asset == Asset.Points) transaction.TakeFromLots(Asset.Points, operation.Asked, SystemAccount.InTransit);
        else transaction.Transfer(Asset.Principal, -operation.Asked, SystemAccount.InTransit);
    }

    public void Ensure(in Transaction written)
    {
        var operation = written.Case.Operation;
        Invariant.Require((operation.Asset == Asset.Points ? written.PointsMoved : written.PrincipalMoved) == -operation.Asked);
        Invariant.Require((operation.Asset == Asset.Points ? written.PrincipalMoved : written.PointsMoved) == 0 && written.BonusMoved == 0);
    }

    private static long OtherOf(Operation operation) => ((OtherAccountTerms)operation.Terms!).Account;
}
