using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>One more card for a member; the first one for whom the program gives one.</summary>
internal readonly struct IssueCard : IKind<IssueCard>
{
    public static Refusal? Check(in Case asked, out IssueCard plan)
    {
        plan = default;
        return CardLife.CheckNew(asked) ?? Eligibility.Check(asked, asked.Operation.Terms as MemberTerms);
    }

    public void Post(ref Transaction transaction)
    {
        var operation = transaction.Case.Operation;
        if (CardLife.FactsOf(transaction.Case.Rules, operation.NewCard!, operation.BusinessDate) is { } facts)
            transaction.Detail = new RowDetail { Card = facts };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);
}
