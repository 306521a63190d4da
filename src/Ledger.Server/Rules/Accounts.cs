namespace Ledger.Server.Rules;

/// <summary>The life of an account: opened, described, warned, frozen, cancelled.</summary>
internal static class Accounts
{
    public static void Open(ref Decision decision)
    {
        if (decision.State.IsOpen) { decision.Refuse(Outcome.AccountExists); return; }
        if (decision.Operation.NewCard is { } card && decision.Circumstances.IsTaken(card.Id)) { decision.Refuse(Outcome.CardTaken); return; }

        // Decided.
        decision.Note();
    }

    /// <summary>Why the account as a whole cannot do this; null: it can.</summary>
    public static Outcome? RefusedByStatus(in Decision decision) => null;

    public static void Freeze(ref Decision decision) => throw new NotSupportedException();

    public static void Unfreeze(ref Decision decision) => throw new NotSupportedException();

    public static void Warn(ref Decision decision) => throw new NotSupportedException();

    public static void Cancel(ref Decision decision) => throw new NotSupportedException();

    public static void Describe(ref Decision decision) => throw new NotSupportedException();
}
