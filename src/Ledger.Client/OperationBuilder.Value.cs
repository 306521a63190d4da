using Ledger.V1;

namespace Ledger.Client;

/// <content>Holds, and stored value and points that leave the account otherwise.</content>
public sealed partial class OperationBuilder
{
    /// <summary>Sets stored value aside for a later capture.</summary>
    /// <inheritdoc cref="LedgerClient.PlaceHoldAsync" path="/param"/>
    public Operation PlaceHold(Target target, long amountMinor, int minutes = 0, OperationDetails? details = null, string pin = "")
    {
        var operation = Begin(target, details, pin);
        operation.PlaceHold = new PlaceHold { AmountMinor = amountMinor, Minutes = minutes };
        return operation;
    }

    /// <summary>Takes what a hold set aside, wholly or in part.</summary>
    /// <inheritdoc cref="LedgerClient.CaptureHoldAsync" path="/param"/>
    public Operation CaptureHold(Target target, Guid holdKey, long amountMinor = 0, bool last = false, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.CaptureHold = new CaptureHold { HoldKey = OperationKey.ToByteString(holdKey), AmountMinor = amountMinor, Last = last };
        return operation;
    }

    /// <summary>Frees what is left of a hold.</summary>
    /// <inheritdoc cref="LedgerClient.ReleaseHoldAsync" path="/param"/>
    public Operation ReleaseHold(Target target, Guid holdKey, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.ReleaseHold = new ReleaseHold { HoldKey = OperationKey.ToByteString(holdKey) };
        return operation;
    }

    /// <summary>Pays out the stored value.</summary>
    /// <inheritdoc cref="LedgerClient.CashOutAsync" path="/param"/>
    public Operation CashOut(Target target, OperationDetails? details = null, string pin = "")
    {
        var operation = Begin(target, details, pin);
        operation.CashOut = new CashOut();
        return operation;
    }

    /// <summary>Gives points or stored value to another member of the program.</summary>
    /// <inheritdoc cref="LedgerClient.TransferAsync" path="/param"/>
    public Operation Transfer(Target target, long toAccount, Asset asset, long amount, OperationDetails? details = null, string pin = "")
    {
        var operation = Begin(target, details, pin);
        operation.Transfer = new TransferToMember { ToAccount = toAccount, Asset = asset, Amount = amount };
        return operation;
    }

    /// <summary>Moves everything to another account of the same member and ends this one.</summary>
    /// <inheritdoc cref="LedgerClient.MergeAsync" path="/param"/>
    public Operation Merge(Target target, long intoAccount, OperationDetails? details = null, string pin = "")
    {
        var operation = Begin(target, details, pin);
        operation.Merge = new Merge { IntoAccount = intoAccount };
        return operation;
    }
}
