using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>Other identifiers or birthdays of a member, or fewer identifiers.</summary>
internal readonly struct Describe : IKind<Describe>
{
    public static Refusal? Check(in Case asked, out Describe plan)
    {
        plan = default;
        return MemberFacts.IsAnyTaken(asked, TermsOf(asked)) ? new Refusal(Outcome.IdentifierTaken) : null;
    }

    public void Post(ref Transaction transaction)
    {
        var (terms, member) = (TermsOf(transaction.Case), transaction.Case.State.Membership);
        transaction.Detail = new RowDetail
        {
            Identifiers = MemberFacts.IdentifiersOf(terms),
            Freed = terms is { Removed: { Count: > 0 } removed }
                ? MemberFacts.Freed(member, held => removed.Contains(held.Kind)) : null,
            Birthdays = MemberFacts.BirthdaysOf(terms),
            Was = new WasFacts
            {
                Identifiers = MemberFacts.Concerned(member, terms),
                NamedBy = MemberFacts.NamedBy(member, terms),
                Birthdays = terms is { Birthdays.Count: > 0 } ? member.Birthdays : null,
                BirthdaysBySeq = terms is { Birthdays.Count: > 0 } ? member.BirthdaysBySeq : 0,
            },
        };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);

    private static MemberTerms? TermsOf(in Case asked) => asked.Operation.Terms as MemberTerms;
}
