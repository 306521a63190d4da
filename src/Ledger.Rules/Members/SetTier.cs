using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>A tier that is given by hand: it holds until its window ends or another is given.</summary>
internal readonly struct SetTier : IKind<SetTier>
{
    public static Refusal? Check(in Case asked, out SetTier plan)
    {
        plan = default;
        return TierLife.Has(asked.Rules, asked.Operation.Note) ? null : new Refusal(Outcome.TierUnknown);
    }

    public void Post(ref Transaction transaction)
    {
        var (state, rules, operation) = (transaction.Case.State, transaction.Case.Rules, transaction.Case.Operation);
        var tier = TierReach.IndexOf(rules, operation.Note!);
        var reason = (operation.Terms as TierTerms)?.Reason;
        transaction.Detail = TierLife.MovedTo(state, rules, tier, operation.BusinessDate, byHand: true) with
        {
            Reason = reason, Was = new WasFacts { Tier = state.Membership.TierNow },
        };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);
}
