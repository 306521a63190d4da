using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;

namespace Ledger.Rules.Value;

/// <summary>Corrections by hand.</summary>
internal readonly struct Adjust : IKind<Adjust>
{
    public static Refusal? Check(in Case asked, out Adjust plan)
    {
        plan = default;
        var (amount, asset) = (asked.Operation.Asked, asked.Operation.Asset);
        Precondition.Require(amount != 0);
        var (available, room) = asset switch
        {
            Asset.Points => (asked.AvailablePoints, asked.RoomForPoints),
            Asset.Principal => (asked.FreePrincipal, asked.RoomForValue),
            Asset.Bonus => (asked.FreeBonus, asked.RoomForValue),
            _ => throw new InvalidOperationException($"No rule adjusts the asset {asset}."),
        };
        if (-amount > available)
            return new Refusal(asset == Asset.Points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds, available);
        // A limit that was lowered since leaves no room, and none that is missing.
        room = Math.Max(0, room);
        return amount > room ? new Refusal(Outcome.BalanceLimit, room) : null;
    }

    public void Post(ref Transaction transaction)
    {
        var (rules, date) = (transaction.Case.Rules, transaction.Case.Date);
        var (amount, asset) = (transaction.Case.Operation.Asked, transaction.Case.Operation.Asset);
        switch (asset)
        {
            case Asset.Principal: transaction.Transfer(asset, amount, SystemAccount.Adjustment); break;
            case Asset.Points or Asset.Bonus when amount < 0: transaction.TakeFromLots(asset, -amount, SystemAccount.Adjustment); break;
            case Asset.Points: transaction.GivePoints(amount, SystemAccount.Adjustment, rules.PointsValidity.LastDay(date)); break;
            default: transaction.Transfer(asset, amount, SystemAccount.Adjustment, rules.BonusValidity.LastDay(date)); break;
        }
    }

    public void Ensure(in Transaction written)
    {
        var (amount, asset) = (written.Case.Operation.Asked, written.Case.Operation.Asset);
        Invariant.Require(written.PointsMoved == (asset == Asset.Points ? amount : 0));
        Invariant.Require(written.PrincipalMoved == (asset == Asset.Principal ? amount : 0));
        Invariant.Require(written.BonusMoved == (asset == Asset.Bonus ? amount : 0));
    }
}
