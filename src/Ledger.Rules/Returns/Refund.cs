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
        var past = new Past(asked.Circumstances.Related, asked.Operation.Original!.Value, asked.State);
        if (!past.HasArrived || !asked.State.AnswersFor(past.First)) return new Refusal(Outcome.OriginalUnknown);
        if (!past.First.Outcome.IsPosted() || !Returned.IsRefundable(past.First.Kind)) return new Refusal(Outcome.NotRefundable);
        // Lines of what has none are no amount at all, least of all everything.
        var hasLines = past.Basket is not null || asked.Operation.Terms is not RefundTerms { Lines.Length: > 0 };
        if (!hasLines || (past.IsUndone && !NamesFreeLines(asked, past))) return new Refusal(Outcome.ExceedsOriginal);
        var refusal = Returned.Check(asked, past, out var undoing);
        if (refusal is null && past.Parts >= Parts.Ever) return new Refusal(Outcome.ReturnsLimit, Parts.Ever);
        if (refusal is null && past.Parts >= Parts.Max && undoing!.Detail?.Refund?.IsWhole != true && !past.IsUndone)
            return new Refusal(Outcome.ReturnsLimit, Parts.Max);
        plan = new Refund(undoing!);
        return refusal;
    }

    // What cost nothing may come back behind all that did cost something; a reversal has taken it back as well.
    private static bool NamesFreeLines(in Case asked, Past past)
    {
        if (past.IsReversed || asked.Operation.Terms is not RefundTerms { Lines: { Length: > 0 } lines }) return false;
        foreach (var line in lines)
            if (line.Line >= past.Basket!.Due.Length || past.Basket.Due[line.Line] > 0) return false;
        return true;
    }

    public void Post(ref Transaction transaction) => undoing.Post(ref transaction);

    public void Ensure(in Transaction written) => undoing.Ensure(written);
}
