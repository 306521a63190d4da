using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>
/// A transfer that was reversed: as much as is left of it where it arrived goes back, out of the very lots. What is spent, expired or set
/// aside, or paid off points that were owed, is not there any more.
/// </summary>
internal readonly struct TakeBack(long amount, bool isPoints) : IKind<TakeBack>
{
    public static Refusal? Check(in Case asked, out TakeBack plan)
    {
        plan = default;
        var (asset, left) = (Asset.None, 0L);
        foreach (ref readonly var row in asked.Circumstances.Related)
        {
            if (!IsOfArrival(asked, row)) continue;
            asset = row.Asset;
            left += LeftOf(asked, row);
        }
        if (asset == Asset.None) return new Refusal(Outcome.OriginalUnknown);
        plan = new TakeBack(left, asset == Asset.Points);
        return left > 0 ? null : new Refusal(asset == Asset.Points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds);
    }

    public void Post(ref Transaction transaction)
    {
        var asked = transaction.Case;
        transaction.Detail = new RowDetail
        {
            OtherAccount = ((OtherAccountTerms)asked.Operation.Terms!).Account,
            UnsentMinor = isPoints ? null : UnpaidBonus.UnsentAfter(asked.State, amount),
        };
        if (amount < asked.Operation.Asked) transaction.Outcome = Outcome.PostedInPart;
        foreach (ref readonly var row in asked.Circumstances.Related)
            if (IsOfArrival(asked, row) && LeftOf(asked, row) is > 0 and var left)
                transaction.Transfer(row.Asset, -left, SystemAccount.InTransit, row.Lot, row.LotFrom.GetValueOrDefault());
    }

    public void Ensure(in Transaction written)
    {
        Invariant.Require(written.PointsMoved + written.PrincipalMoved == -amount && written.BonusMoved == 0);
        Invariant.Require(amount > 0 && amount <= written.Case.Operation.Asked);
    }

    private static bool IsOfArrival(in Case asked, in JournalRow row) => row.Original == asked.Operation.Original
        && row is { Kind: OperationKind.Arrive, Amount: > 0 } && asked.State.AnswersFor(row.Account);

    private static long LeftOf(in Case asked, in JournalRow row) => row.Asset switch
    {
        Asset.Principal => Math.Min(row.Amount, UnpaidBonus.Sendable(asked)),
        _ when row.Lot == JournalRow.Debt => 0,
        _ => Math.Min(row.Amount, asked.State.PointsLots.AmountOf(row.Lot!.Value, row.LotFrom.GetValueOrDefault())),
    };
}
