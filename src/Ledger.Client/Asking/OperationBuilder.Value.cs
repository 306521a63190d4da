using Ledger.V1;

namespace Ledger.Client;

/// <content>Holds, and stored value and points that leave the account otherwise.</content>
public sealed partial class OperationBuilder
{
    /// <inheritdoc cref="ILedgerClient.PlaceHoldAsync" path="/*[self::summary or self::param]"/>
    public Operation PlaceHold(Target target, long amountMinor, int minutes = 0, OperationDetails? details = null, string pin = "") =>
        Make(target, details, new PlaceHold { AmountMinor = amountMinor, Minutes = minutes },
            static (operation, kind) => operation.PlaceHold = kind, pin);

    /// <inheritdoc cref="ILedgerClient.CaptureHoldAsync" path="/*[self::summary or self::param]"/>
    public Operation CaptureHold(Target target, Guid holdKey, long amountMinor = 0, bool last = false, OperationDetails? details = null) =>
        Make(target, details, new CaptureHold { HoldKey = OperationKey.ToByteString(holdKey), AmountMinor = amountMinor, Last = last },
            static (operation, kind) => operation.CaptureHold = kind);

    /// <inheritdoc cref="ILedgerClient.ReleaseHoldAsync" path="/*[self::summary or self::param]"/>
    public Operation ReleaseHold(Target target, Guid holdKey, OperationDetails? details = null) =>
        Make(target, details, new ReleaseHold { HoldKey = OperationKey.ToByteString(holdKey) },
            static (operation, kind) => operation.ReleaseHold = kind);

    /// <inheritdoc cref="ILedgerClient.CashOutAsync" path="/*[self::summary or self::param]"/>
    public Operation CashOut(Target target, OperationDetails? details = null, string pin = "") =>
        Make(target, details, new CashOut(), static (operation, kind) => operation.CashOut = kind, pin);

    /// <inheritdoc cref="ILedgerClient.TransferAsync" path="/*[self::summary or self::param]"/>
    public Operation Transfer(Target target, long toAccount, Asset asset, long amount, OperationDetails? details = null, string pin = "") =>
        Make(target, details, new TransferToMember { ToAccount = toAccount, Asset = asset, Amount = amount },
            static (operation, kind) => operation.Transfer = kind, pin);

    /// <inheritdoc cref="ILedgerClient.MergeAsync" path="/*[self::summary or self::param]"/>
    public Operation Merge(Target target, long intoAccount, OperationDetails? details = null, string pin = "") =>
        Make(target, details, new Merge { IntoAccount = intoAccount }, static (operation, kind) => operation.Merge = kind, pin);
}
