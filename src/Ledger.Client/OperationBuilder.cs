using Google.Protobuf.WellKnownTypes;
using Ledger.V1;

namespace Ledger.Client;

/// <summary>
/// Makes an <see cref="Operation"/> of each kind for one terminal, ready to be posted, batched, streamed or stored in a
/// <see cref="TerminalOutbox"/>. Nothing is sent; amounts and lengths are checked by the ledger. What each kind does and how it can be
/// refused stands at the method of the same name of <see cref="LedgerClient"/>. This file: points and stored value in their simplest form.
/// Beside it: accounts, cards, purchases, holds and value between members.
/// </summary>
/// <param name="store">The store number, positive.</param>
/// <param name="terminal">The terminal's number in the store, positive.</param>
/// <param name="operator">Who operates it; 0: nobody, self-service.</param>
/// <param name="time">The clock for business times and keys.</param>
public sealed partial class OperationBuilder(int store, int terminal, int @operator, TimeProvider time)
{
    /// <summary>Loads stored value; the program decides the bonus on top.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="amountMinor">What was paid, in minor units, 1 up to the program's top-up limit.</param>
    /// <param name="tender">How it was paid, at most 64 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    public Operation TopUp(Target target, long amountMinor, string tender = "", OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.TopUp = new TopUp { AmountMinor = amountMinor, Tender = tender };
        return operation;
    }

    /// <summary>Gives the points that the program's rate makes of a purchase.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="purchaseMinor">Money really paid, in minor units, from 1.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    public Operation AccruePurchase(Target target, long purchaseMinor, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.Accrue = new Accrue { PurchaseMinor = purchaseMinor };
        return operation;
    }

    /// <summary>Gives a stated number of points.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="points">Whole points, from 1.</param>
    /// <param name="reason">Why, 1 to 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    public Operation AccruePoints(Target target, long points, string reason, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.Accrue = new Accrue { Points = points, Reason = reason };
        return operation;
    }

    /// <summary>Gives the points that the program fixes for an action.</summary>
    /// <inheritdoc cref="LedgerClient.AccrueActionAsync" path="/param"/>
    public Operation AccrueAction(Target target, string action, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.Accrue = new Accrue { Action = action };
        return operation;
    }

    /// <summary>Takes stored value, from bonus and principal in the program's order.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="amountMinor">In minor units, 1 up to the program's debit limit.</param>
    /// <param name="allowPartial">Take what is there when it is less than the amount.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="pin">The payment PIN the member typed, 4 to 12 digits; empty: none.</param>
    public Operation Debit(
        Target target, long amountMinor, bool allowPartial = false, OperationDetails? details = null, string pin = "")
    {
        var operation = Begin(target, details, pin);
        operation.Debit = new Debit { AmountMinor = amountMinor, AllowPartial = allowPartial };
        return operation;
    }

    /// <summary>Spends points, earliest expiry first.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="points">Whole points, from 1, a multiple of the program's block.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="pin">The payment PIN the member typed, 4 to 12 digits; empty: none.</param>
    public Operation Redeem(Target target, long points, OperationDetails? details = null, string pin = "")
    {
        var operation = Begin(target, details, pin);
        operation.Redeem = new Redeem { Points = points };
        return operation;
    }

    /// <summary>Spends points on a reward of the program.</summary>
    /// <inheritdoc cref="LedgerClient.RedeemRewardAsync" path="/param"/>
    public Operation RedeemReward(Target target, string reward, long points = 0, OperationDetails? details = null, string pin = "")
    {
        var operation = Begin(target, details, pin);
        operation.Redeem = new Redeem { Reward = reward, Points = points };
        return operation;
    }

    /// <summary>Corrects a balance by hand.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="asset">Which balance.</param>
    /// <param name="amount">What is added (positive) or taken (negative), in units of the asset: points or minor units; not 0.</param>
    /// <param name="reason">Why, 1 to 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    public Operation Adjust(Target target, Asset asset, long amount, string reason, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.Adjust = new Adjust { Asset = asset, Amount = amount, Reason = reason };
        return operation;
    }

    private Operation Begin(Target target, OperationDetails? details, string pin = "")
    {
        var operation = Begin(details);
        target.NameIn(operation);
        operation.Pin = pin;
        return operation;
    }

    private Operation Begin(OperationDetails? details)
    {
        details ??= new OperationDetails();
        var businessTime = (details.BusinessTime ?? time.GetUtcNow()).ToUniversalTime();
        // Finer digits than microseconds would be dropped by the ledger, and a retry compared without them.
        businessTime = businessTime.AddTicks(-(businessTime.Ticks % TimeSpan.TicksPerMicrosecond));
        return new Operation
        {
            // The key carries the business time, because the two may be at most a day apart.
            Key = OperationKey.ToByteString(details.Key ?? OperationKey.At(businessTime)),
            Store = details.Store ?? store,
            Terminal = details.Terminal ?? terminal,
            Operator = details.Operator ?? @operator,
            TerminalSeq = details.TerminalSeq,
            BusinessTime = Timestamp.FromDateTimeOffset(businessTime),
            Reference = details.Reference,
        };
    }
}
