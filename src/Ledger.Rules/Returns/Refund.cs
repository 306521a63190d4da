using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;

namespace Ledger.Rules.Returns;

/// <summary>Undoing what was posted, in whole or in part, by the goods that come back.</summary>
internal readonly struct Refund(Undoing undoing) : IKind<Refund>
{
    public static Refusal? Check(in Case asked, out Refund plan)
    {
        plan = default;
        Precondition.Require(asked.Operation.Asked >= 0);
        var past = new Past(asked.Circumstances.Related, asked.Operation.Original!.Value);
        if (!past.HasArrived || past.First.Account != asked.State.Account) return new Refusal(Outcome.OriginalUnknown);
        if (!past.First.Outcome.IsPosted() || !Returned.IsRefundable(past.First.Kind)) return new Refusal(Outcome.NotRefundable);
        // Lines of what has none are no amount at all, least of all everything.
        var hasLines = past.Basket is not null || asked.Operation.Terms is not RefundTerms { Lines.Length: > 0 };
        if (past.IsUndone || !hasLines) return new Refusal(Outcome.ExceedsOriginal);
        var refusal = Returned.Check(asked, past, out var undoing);
        plan = new Refund(undoing!);
        return refusal;
    }

    public void Post(ref Transaction transaction) => undoing.Post(ref transaction);

    public void Ensure(in Transaction written) => undoing.Ensure(written);
}
