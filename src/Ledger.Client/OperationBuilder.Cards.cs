using Ledger.V1;

namespace Ledger.Client;

/// <content>Cards and the payment PIN.</content>
public sealed partial class OperationBuilder
{
    /// <summary>Issues a further card that points at the target's account.</summary>
    /// <param name="target">The account, or one of its cards.</param>
    /// <param name="card">The new card's token, 8 to 64 printable ASCII characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    public Operation IssueCard(Target target, string card, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.IssueCard = new IssueCard { Card = card };
        return operation;
    }

    /// <summary>Issues a further card of a stated type.</summary>
    /// <param name="target">The account, or one of its cards.</param>
    /// <param name="card">The new card's token, 8 to 64 printable ASCII characters.</param>
    /// <param name="cardType">The type's code in the program; empty: what the card's batch says, or the program's first type.</param>
    /// <param name="reason">Why; required for a type that waits for approval; at most 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    public Operation IssueCard(Target target, string card, string cardType, string reason = "", OperationDetails? details = null)
    {
        var operation = IssueCard(target, card, details);
        operation.IssueCard.CardType = cardType;
        operation.IssueCard.Reason = reason;
        return operation;
    }

    /// <summary>Reports a card as lost: it can do nothing from now on.</summary>
    /// <inheritdoc cref="LedgerClient.ReportLossAsync" path="/param"/>
    public Operation ReportLoss(Target target, string lastFour = "", OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.ReportLoss = new ReportLoss { LastFour = lastFour };
        return operation;
    }

    /// <summary>Gives a new card for a lost or damaged one, which is void for ever.</summary>
    /// <inheritdoc cref="LedgerClient.ReplaceCardAsync" path="/param"/>
    public Operation ReplaceCard(Target target, string card, CardReplacement? replacement = null, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        replacement ??= new CardReplacement();
        operation.ReplaceCard = new ReplaceCard
        {
            Card = card, LastFour = replacement.LastFour, Damaged = replacement.Damaged,
            FeeFromStoredValue = replacement.FeeFromStoredValue,
        };
        return operation;
    }

    /// <summary>Puts a card into use that waits for approval.</summary>
    /// <inheritdoc cref="LedgerClient.ApproveCardAsync" path="/param"/>
    public Operation ApproveCard(Target target, string reason, string lastFour = "", OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.ApproveCard = new ApproveCard { Reason = reason, LastFour = lastFour };
        return operation;
    }

    /// <summary>Sets the payment PIN, or changes it with the old one.</summary>
    /// <inheritdoc cref="LedgerClient.SetPinAsync" path="/param"/>
    public Operation SetPin(Target target, string newPin, OperationDetails? details = null, string oldPin = "")
    {
        var operation = Begin(target, details, oldPin);
        operation.SetPin = new SetPin { NewPin = newPin };
        return operation;
    }

    /// <summary>Sets the payment PIN without the old one, by a manager.</summary>
    /// <inheritdoc cref="LedgerClient.ResetPinAsync" path="/param"/>
    public Operation ResetPin(Target target, string newPin, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.SetPin = new SetPin { NewPin = newPin, Reset = true };
        return operation;
    }

    /// <summary>Ends a lock-out of the payment PIN.</summary>
    /// <inheritdoc cref="LedgerClient.UnlockPinAsync" path="/param"/>
    public Operation UnlockPin(Target target, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.UnlockPin = new UnlockPin();
        return operation;
    }
}
