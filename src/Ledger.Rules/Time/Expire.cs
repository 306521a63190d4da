using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Time;

/// <summary>What is past its last day goes to breakage.</summary>
internal readonly struct Expire(bool isForfeited) : IKind<Expire>
{
    public static Refusal? Check(in Case asked, out Expire plan)
    {
        plan = new Expire(Expiry.IsForfeited(asked.State, asked.Rules, asked.Date));
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        var (state, date, now) = (transaction.Case.State, transaction.Case.Date, transaction.Case.Position.Now);
        var principal = state.FreePrincipal(now);
        // While something is held the cards stay: what a hold gives back is forfeited as well.
        if (isForfeited && !state.Membership.HasOpenHolds(now)) transaction.Detail = new RowDetail { Cards = CardLife.VoidAll(state) };
        foreach (var lot in state.PointsLots.Span)
            if (lot.ExpiresOn < date)
                transaction.Transfer(Asset.Points, -lot.Amount, SystemAccount.Breakage, lot.ExpiresOn, lot.UsableFrom);
        if (isForfeited && principal > 0) transaction.Transfer(Asset.Principal, -principal, SystemAccount.Breakage);
        foreach (var lot in state.BonusLots.Span)
        {
            var free = lot.Amount - state.Membership.HeldBonus(lot.ExpiresOn, now);
            if (free > 0 && (isForfeited || lot.ExpiresOn < date))
                transaction.Transfer(Asset.Bonus, -free, SystemAccount.Breakage, lot.ExpiresOn);
        }
        transaction.Note();
    }

    public void Ensure(in Transaction written)
    {
        Invariant.Require(written.PrincipalMoved == (isForfeited ? -written.Case.FreePrincipal : 0));
        foreach (ref readonly var row in written.Rows)
            Invariant.Require(row.Amount <= 0 && (isForfeited || row.Amount == 0 || row.Lot < written.Case.Date));
    }
}
