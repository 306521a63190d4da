using Ledger.V1;

namespace Ledger.Client;

/// <content>Cards and the payment PIN.</content>
public sealed partial class OperationBuilder
{
    /// <inheritdoc cref="ILedgerClient.IssueCardAsync(Target, string, OperationDetails?, TimeSpan?, CancellationToken)"
    /// path="/*[self::summary or self::param]"/>
    public Operation IssueCard(Target target, string card, OperationDetails? details = null) =>
        Make(target, details, new IssueCard { Card = card }, static (operation, kind) => operation.IssueCard = kind);

    /// <inheritdoc cref="ILedgerClient.IssueCardAsync(Target, string, string, string, OperationDetails?, TimeSpan?, CancellationToken)"
    /// path="/*[self::summary or self::param]"/>
    public Operation IssueCard(Target target, string card, string cardType, string reason = "", OperationDetails? details = null)
    {
        var operation = IssueCard(target, card, details);
        operation.IssueCard.CardType = cardType;
        operation.IssueCard.Reason = reason;
        return operation;
    }

    /// <inheritdoc cref="ILedgerClient.ReportLossAsync" path="/*[self::summary or self::param]"/>
    public Operation ReportLoss(Target target, string lastFour = "", OperationDetails? details = null) =>
        Make(target, details, new ReportLoss { LastFour = lastFour }, static (operation, kind) => operation.ReportLoss = kind);

    /// <inheritdoc cref="ILedgerClient.FindCardAsync" path="/*[self::summary or self::param]"/>
    public Operation FindCard(Target target, string lastFour = "", OperationDetails? details = null) =>
        Make(target, details, new FindCard { LastFour = lastFour }, static (operation, kind) => operation.FindCard = kind);

    /// <inheritdoc cref="ILedgerClient.ReplaceCardAsync" path="/*[self::summary or self::param]"/>
    public Operation ReplaceCard(Target target, string card, CardReplacement? replacement = null, OperationDetails? details = null)
    {
        replacement ??= new CardReplacement();
        var kind = new ReplaceCard
        {
            Card = card, LastFour = replacement.LastFour, Damaged = replacement.Damaged,
            FeeFromStoredValue = replacement.FeeFromStoredValue,
        };
        return Make(target, details, kind, static (operation, kind) => operation.ReplaceCard = kind);
    }

    /// <inheritdoc cref="ILedgerClient.ApproveCardAsync" path="/*[self::summary or self::param]"/>
    public Operation ApproveCard(Target target, string reason, string lastFour = "", OperationDetails? details = null) =>
        Make(target, details, new ApproveCard { Reason = reason, LastFour = lastFour },
            static (operation, kind) => operation.ApproveCard = kind);

    /// <inheritdoc cref="ILedgerClient.SetPinAsync" path="/*[self::summary or self::param]"/>
    public Operation SetPin(Target target, string newPin, OperationDetails? details = null, string oldPin = "") =>
        Make(target, details, new SetPin { NewPin = newPin }, static (operation, kind) => operation.SetPin = kind, oldPin);

    /// <inheritdoc cref="ILedgerClient.ResetPinAsync" path="/*[self::summary or self::param]"/>
    public Operation ResetPin(Target target, string newPin, OperationDetails? details = null) =>
        Make(target, details, new SetPin { NewPin = newPin, Reset = true }, static (operation, kind) => operation.SetPin = kind);

    /// <inheritdoc cref="ILedgerClient.UnlockPinAsync" path="/*[self::summary or self::param]"/>
    public Operation UnlockPin(Target target, OperationDetails? details = null) =>
        Make(target, details, new UnlockPin(), static (operation, kind) => operation.UnlockPin = kind);
}
