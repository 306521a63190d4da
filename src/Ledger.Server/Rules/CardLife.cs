namespace Ledger.Server.Rules;

/// <summary>The life of a card: issued, approved, lost, replaced.</summary>
internal static class CardLife
{
    public static void Issue(ref Decision decision)
    {
        if (decision.Circumstances.IsTaken(decision.Operation.NewCard!.Id)) { decision.Refuse(Outcome.CardTaken); return; }
        if (decision.State.Cards.Count >= decision.Rules.CardsMax) { decision.Refuse(Outcome.CardLimit, decision.Rules.CardsMax); return; }

        // Decided.
        decision.Note();
    }

    public static void ReportLoss(ref Decision decision) => throw new NotSupportedException();

    public static void Replace(ref Decision decision) => throw new NotSupportedException();

    public static void Approve(ref Decision decision) => throw new NotSupportedException();
}
