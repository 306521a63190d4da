using Ledger.V1;

namespace Ledger.Client;

/// <content>Purchases, what comes back of them, and undoing what is not known.</content>
public sealed partial class OperationBuilder
{
    /// <inheritdoc cref="ILedgerClient.CheckoutAsync" path="/*[self::summary or self::param]"/>
    public Operation Checkout(
        Target target, IReadOnlyList<CheckoutLine> lines, CheckoutPayment? payment = null,
        OperationDetails? details = null, string pin = "")
    {
        payment ??= new CheckoutPayment();
        var checkout = new Checkout
        {
            Lines = { lines }, Points = payment.Points, StoredValueMinor = payment.StoredValueMinor,
            AllStoredValue = payment.AllStoredValue, ChargedPrices = payment.ChargedPrices, KeepHold = payment.KeepHold,
        };
        if (payment.HoldKey is { } hold)
            checkout.HoldKey = OperationKey.ToByteString(hold);
        if (payment.RestMinor is { } rest)
            checkout.RestMinor = rest;
        return Make(target, details, checkout, static (operation, kind) => operation.Checkout = kind, pin);
    }

    /// <inheritdoc cref="ILedgerClient.RefundAsync" path="/*[self::summary or self::param]"/>
    public Operation Refund(Target target, Guid originalKey, long? amount = null, OperationDetails? details = null) =>
        Make(target, details, new Refund { OriginalKey = OperationKey.ToByteString(originalKey), Amount = amount ?? 0 },
            static (operation, kind) => operation.Refund = kind);

    /// <inheritdoc cref="ILedgerClient.RefundLinesAsync" path="/*[self::summary or self::param]"/>
    public Operation RefundLines(Target target, Guid originalKey, IReadOnlyList<RefundLine> lines, OperationDetails? details = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        // Without lines and amount the contract reads: all that is left.
        ArgumentOutOfRangeException.ThrowIfZero(lines.Count);
        return Make(target, details, new Refund { OriginalKey = OperationKey.ToByteString(originalKey), Lines = { lines } },
            static (operation, kind) => operation.Refund = kind);
    }

    /// <inheritdoc cref="ILedgerClient.ReverseAsync(Target, Guid, OperationDetails?, TimeSpan?, CancellationToken)"
    /// path="/*[self::summary or self::param]"/>
    public Operation Reverse(Target target, Guid originalKey, OperationDetails? details = null) =>
        Make(target, details, new Reverse { OriginalKey = OperationKey.ToByteString(originalKey) },
            static (operation, kind) => operation.Reverse = kind);

    /// <inheritdoc cref="ILedgerClient.ReverseAsync(Operation, OperationDetails?, TimeSpan?, CancellationToken)"
    /// path="/*[self::summary or self::param or self::exception]"/>
    public Operation Reverse(Operation original, OperationDetails? details = null)
    {
        ArgumentNullException.ThrowIfNull(original);
        if (original.KindCase == Operation.KindOneofCase.OpenAccount || Target.Of(original) is not { } target)
            throw new ArgumentException("An opening cannot be reversed while it is not known; send it again.", nameof(original));
        details ??= new OperationDetails();
        return Reverse(target, OperationKey.FromByteString(original.Key),
            details with { Store = details.Store ?? original.Store, Terminal = details.Terminal ?? original.Terminal });
    }
}
