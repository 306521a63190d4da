using Google.Protobuf.WellKnownTypes;
using Ledger.V1;

namespace Ledger.Client;

/// <summary>
/// Makes an <see cref="Operation"/> of each kind for one terminal, ready to be posted, batched, streamed or stored in a
/// <see cref="TerminalOutbox"/>. Nothing is sent; amounts and lengths are checked by the ledger. What each kind does and how it can be
/// refused stands at the method of the same name of <see cref="ILedgerClient"/>. This file: points and stored value in their simplest form.
/// Beside it: accounts, cards, purchases, holds and value between members.
/// </summary>
/// <param name="store">The store number, positive.</param>
/// <param name="terminal">The terminal's number in the store, positive.</param>
/// <param name="operator">Who operates it; 0: nobody, self-service.</param>
/// <param name="time">The clock for business times and keys.</param>
public sealed partial class OperationBuilder(int store, int terminal, int @operator, TimeProvider time)
{
    /// <summary>The same terminal's operations of another operator.</summary>
    internal OperationBuilder Of(int number) => new(store, terminal, number, time);

    /// <inheritdoc cref="ILedgerClient.TopUpAsync" path="/*[self::summary or self::param]"/>
    public Operation TopUp(Target target, long amountMinor, string tender = "", OperationDetails? details = null) =>
        Make(target, details, new TopUp { AmountMinor = amountMinor, Tender = tender }, static (operation, kind) => operation.TopUp = kind);

    /// <inheritdoc cref="ILedgerClient.AccruePurchaseAsync" path="/*[self::summary or self::param]"/>
    public Operation AccruePurchase(Target target, long purchaseMinor, OperationDetails? details = null) =>
        Make(target, details, new Accrue { PurchaseMinor = purchaseMinor }, static (operation, kind) => operation.Accrue = kind);

    /// <inheritdoc cref="ILedgerClient.AccruePointsAsync" path="/*[self::summary or self::param]"/>
    public Operation AccruePoints(Target target, long points, string reason, OperationDetails? details = null) =>
        Make(target, details, new Accrue { Points = points, Reason = reason }, static (operation, kind) => operation.Accrue = kind);

    /// <inheritdoc cref="ILedgerClient.AccrueActionAsync" path="/*[self::summary or self::param]"/>
    public Operation AccrueAction(Target target, string action, OperationDetails? details = null) =>
        Make(target, details, new Accrue { Action = action }, static (operation, kind) => operation.Accrue = kind);

    /// <inheritdoc cref="ILedgerClient.DebitAsync" path="/*[self::summary or self::param]"/>
    public Operation Debit(
        Target target, long amountMinor, bool allowPartial = false, OperationDetails? details = null, string pin = "") =>
        Make(target, details, new Debit { AmountMinor = amountMinor, AllowPartial = allowPartial },
            static (operation, kind) => operation.Debit = kind, pin);

    /// <inheritdoc cref="ILedgerClient.RedeemAsync" path="/*[self::summary or self::param]"/>
    public Operation Redeem(Target target, long points, OperationDetails? details = null, string pin = "") =>
        Make(target, details, new Redeem { Points = points }, static (operation, kind) => operation.Redeem = kind, pin);

    /// <inheritdoc cref="ILedgerClient.RedeemRewardAsync" path="/*[self::summary or self::param]"/>
    public Operation RedeemReward(Target target, string reward, long points = 0, OperationDetails? details = null, string pin = "") =>
        Make(target, details, new Redeem { Reward = reward, Points = points }, static (operation, kind) => operation.Redeem = kind, pin);

    /// <inheritdoc cref="ILedgerClient.AdjustAsync" path="/*[self::summary or self::param]"/>
    public Operation Adjust(Target target, Asset asset, long amount, string reason, OperationDetails? details = null) =>
        Make(target, details, new Adjust { Asset = asset, Amount = amount, Reason = reason },
            static (operation, kind) => operation.Adjust = kind);

    /// <summary>An operation about a member: what all kinds have in common, and its kind.</summary>
    private Operation Make<TKind>(
        Target target, OperationDetails? details, TKind kind, Action<Operation, TKind> put, string pin = "")
    {
        var operation = Begin(details);
        target.NameIn(operation);
        operation.Pin = pin;
        put(operation, kind);
        return operation;
    }

    private Operation Begin(OperationDetails? details)
    {
        details ??= new OperationDetails();
        var businessTime = (details.BusinessTime ?? OperationKey.TimeIn(details.Key) ?? time.GetUtcNow()).ToUniversalTime();
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
