using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>Another card in the place of one that is lost or damaged, for a fee.</summary>
internal readonly struct ReplaceCard(Card old, long fee) : IKind<ReplaceCard>
{
    public static Refusal? Check(in Case asked, out ReplaceCard plan)
    {
        plan = default;
        var (rules, terms) = (asked.Rules, (CardTerms)asked.Operation.Terms!);
        var date = asked.Date;
        if (CardLife.FindMeant(asked, prefers: card => !card.IsOver(date), out var old) is { } unclear) return unclear;
        if (CardLife.CheckNew(asked, old) is { } refusal) return refusal;
        var (fee, available) = (terms.IsDamaged ? rules.DamagedCardFeeMinor : rules.LostCardFeeMinor, asked.AvailableValue);
        if (terms.FeeFromStoredValue && fee > available) return new Refusal(Outcome.InsufficientFunds, available);
        plan = new ReplaceCard(old!, fee);
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        var isTaken = IsFeeTaken(transaction.Case);
        transaction.Detail = new RowDetail
        {
            Card = new CardFacts(old.Type, old.ExpiresOn, StatusAfter(transaction.Case.Rules, old)),
            Cards = [CardLife.Changed(old, CardStatus.Void)],
            FeeMinor = isTaken ? 0 : fee,
        };
        if (isTaken && fee > 0) transaction.TakeStoredValue(fee, SystemAccount.Fees);
        transaction.Note();
    }

    public void Ensure(in Transaction written) =>
        Invariant.Require(written.ValueMoved == (IsFeeTaken(written.Case) ? -fee : 0) && written.PointsMoved == 0);

    private static bool IsFeeTaken(in Case asked) => asked.Operation.Terms is CardTerms { FeeFromStoredValue: true };

    // A card whose type needs approval and that was not in use is not brought into use by losing it.
    private static CardStatus StatusAfter(ProgramRules rules, Card old) =>
        old.Status != CardStatus.Active && rules.CardTypeOf(old.Type).NeedsApproval ? CardStatus.Waiting : CardStatus.Active;
}
