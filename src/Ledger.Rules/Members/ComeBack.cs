using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>
/// A transfer or merge that the other side could not take: all as it was before. What a merged account had sent comes back to the one that
/// stays.
/// </summary>
internal readonly struct ComeBack(InTransit sent) : IKind<ComeBack>
{
    public static Refusal? Check(in Case asked, out ComeBack plan)
    {
        plan = default;
        if (InTransit.Of(asked) is not { } sent) return new Refusal(Outcome.OriginalUnknown);
        Invariant.Require(asked.State.AnswersFor(sent.Sender));
        plan = new ComeBack(sent);
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        var told = sent.Detail!;
        var detail = new RowDetail
        {
            OtherAccount = told.OtherAccount, Loads = told.Loads, UnsentMinor = sent.UnsentIn(transaction.Case.State),
        };
        if (told.Merged is { } merged)
            detail = detail with { Follows = false, Identifiers = MemberFacts.Inherited(transaction.Case, merged.Identifiers) };
        transaction.Detail = told.Status != AccountStatus.Merged ? detail : detail with
        {
            Status = AccountStatus.Active,
            Cards = told.Cards is { } voided ? [.. voided.Select(change => new CardChange(change.Card, change.Was))] : null,
        };
        InTransit.Give(ref transaction);
    }

    public void Ensure(in Transaction written) => sent.Ensure(written);
}
