using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;

namespace Ledger.Rules.Returns;

/// <summary>How an operation that gave or took something is undone.</summary>
internal static class Returned
{
    /// <summary>
    /// True when an operation of the kind gave or took something at the till; everything else is reversed by other ways, or not at all.
    /// </summary>
    public static bool IsRefundable(OperationKind kind) => kind is OperationKind.Debit or OperationKind.CaptureHold or OperationKind.Redeem
        or OperationKind.Checkout or OperationKind.Accrue or OperationKind.TopUp;

    /// <summary>Works out the undoing of a refundable operation, or why it is refused.</summary>
    public static Refusal? Check(in Case asked, Past past, out Undoing? undoing)
    {
        if (OfKind(asked, past, out undoing) is { } refusal) return refusal;
        var detail = TierLife.AfterReturn(asked, past.First, undoing!.Detail!);
        // A card that was not loaded after all can be.
        var isUnloaded = past.First.Detail?.Loaded == true && detail.Refund!.IsWhole;
        undoing.Detail = isUnloaded ? detail with { Loaded = false } : detail;
        return null;
    }

    private static Refusal? OfKind(in Case asked, Past past, out Undoing? undoing) => past.First.Kind switch
    {
        OperationKind.Debit or OperationKind.CaptureHold => ReturnOfSpending.Debit(asked, past, out undoing),
        OperationKind.Redeem => ReturnOfSpending.Redeem(asked, past, out undoing),
        OperationKind.Checkout => ReturnOfCheckout.Checkout(asked, past, out undoing),
        OperationKind.Accrue => ReturnOfEarning.Accrue(asked, past, out undoing),
        OperationKind.TopUp => ReturnOfLoading.TopUp(asked, past, out undoing),
        _ => throw new InvariantBrokenException($"No rule undoes the kind {past.First.Kind}."),
    };

    /// <summary>How much is to be undone: what is asked for, or all of <paramref name="left"/>. More than is left is refused.</summary>
    public static Refusal? Check(in Case asked, long left, out long amount)
    {
        amount = asked.Operation.Asked == 0 || asked.Operation.Kind == OperationKind.Reverse ? left : asked.Operation.Asked;
        return amount > left ? new Refusal(Outcome.ExceedsOriginal, left) : null;
    }
}
