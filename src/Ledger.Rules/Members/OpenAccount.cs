using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>A new account, with or without a card.</summary>
internal readonly struct OpenAccount(RowDetail? detail) : IKind<OpenAccount>
{
    public static Refusal? Check(in Case asked, out OpenAccount plan)
    {
        plan = default;
        var (rules, operation) = (asked.Rules, asked.Operation);
        var terms = operation.Terms as MemberTerms;
        if (asked.State.IsOpen) return new Refusal(Outcome.AccountExists);
        if (operation.NewCard is { } card && asked.Circumstances.IsTaken(card.Id)) return new Refusal(Outcome.CardTaken);
        if (MemberFacts.IsAnyTaken(asked, terms)) return new Refusal(Outcome.IdentifierTaken);
        if (terms is { Tier.Length: > 0 } && !TierLife.Has(rules, terms.Tier)) return new Refusal(Outcome.TierUnknown);
        if (operation.NewCard is not null && Eligibility.Check(asked, terms) is { } refusal) return refusal;
        plan = new OpenAccount(DetailOf(asked, terms));
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        transaction.Detail = detail;
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing && written.LeavesNothing);

    // Nothing at all for an account that starts where every other one does.
    private static RowDetail? DetailOf(in Case asked, MemberTerms? terms)
    {
        var detail = (TierLife.OfNewAccount(asked.State, asked.Rules, terms?.Tier ?? "", asked.Date) ?? new RowDetail()) with
        {
            Card = asked.Operation.NewCard is { } card ? CardLife.FactsOf(asked.Rules, card, asked.Date) : null,
            Identifiers = MemberFacts.IdentifiersOf(terms),
            Birthdays = MemberFacts.BirthdaysOf(terms),
        };
        return detail == new RowDetail() ? null : detail;
    }
}
