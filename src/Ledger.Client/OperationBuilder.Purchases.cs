using Ledger.V1;

namespace Ledger.Client;

/// <content>Purchases, what comes back of them, and undoing what is not known.</content>
public sealed partial class OperationBuilder
{
    /// <summary>A purchase in one step: points, stored value, the rest by other means, and points for what is really paid.</summary>
    /// <inheritdoc cref="LedgerClient.CheckoutAsync" path="/param"/>
    public Operation Checkout(
        Target target, IReadOnlyList<CheckoutLine> lines, CheckoutPayment? payment = null, OperationDetails? details = null, string pin = "")
    {
        var operation = Begin(target, details, pin);
        payment ??= new CheckoutPayment();
        var checkout = new Checkout
        {
            Lines = { lines }, Points = payment.Points, StoredValueMinor = payment.StoredValueMinor,
            AllStoredValue = payment.AllStoredValue, ChargedPrices = payment.ChargedPrices,
        };
        if (payment.RestMinor is { } rest)
            checkout.RestMinor = rest;
        operation.Checkout = checkout;
        return operation;
    }

    /// <summary>Refunds an operation, wholly or in part.</summary>
    /// <inheritdoc cref="LedgerClient.RefundAsync" path="/param"/>
    public Operation Refund(Target target, Guid originalKey, long? amount = null, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.Refund = new Refund { OriginalKey = OperationKey.ToByteString(originalKey), Amount = amount ?? 0 };
        return operation;
    }

    /// <summary>Takes lines of a checkout back.</summary>
    /// <inheritdoc cref="LedgerClient.RefundLinesAsync" path="/param"/>
    public Operation RefundLines(Target target, Guid originalKey, IReadOnlyList<RefundLine> lines, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        ArgumentNullException.ThrowIfNull(lines);
        // Without lines and amount the contract reads: all that is left.
        ArgumentOutOfRangeException.ThrowIfZero(lines.Count);
        operation.Refund = new Refund { OriginalKey = OperationKey.ToByteString(originalKey), Lines = { lines } };
        return operation;
    }

    /// <summary>Undoes an operation whose outcome is not known, by its key.</summary>
    /// <param name="target">Whose account: named as in the original.</param>
    /// <param name="originalKey">The key to be undone.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    public Operation Reverse(Target target, Guid originalKey, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.Reverse = new Reverse { OriginalKey = OperationKey.ToByteString(originalKey) };
        return operation;
    }

    /// <summary>Undoes an operation whose outcome is not known: its account, its store and terminal, its key.</summary>
    /// <param name="original">The operation as it was sent.</param>
    /// <param name="details">Reference, times, key; store and terminal are the original's unless they are stated.</param>
    /// <exception cref="ArgumentException">It opens an account: until that is there, the ledger has nobody whose operation it could
    /// undo. Send it again until it is answered.</exception>
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
