using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>Other identifiers or birthdays of a member.</summary>
internal readonly struct Describe : IKind<Describe>
{
    public static Refusal? Check(in Case asked, out Describe plan)
    {
        plan = default;
        return MemberFacts.IsAnyTaken(asked, TermsOf(asked)) ? new Refusal(Outcome.IdentifierTaken) : null;
    }

    public void Post(ref Transaction transaction)
    {
        var terms = TermsOf(transaction.Case);
        transaction.Detail = new RowDetail { Identifiers = MemberFacts.IdentifiersOf(terms), Birthdays = MemberFacts.BirthdaysOf(terms) };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);

    private static MemberTerms? TermsOf(in Case asked) => asked.Operation.Terms as MemberTerms;
}
