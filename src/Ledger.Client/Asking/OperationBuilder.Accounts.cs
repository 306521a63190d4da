using Ledger.V1;

namespace Ledger.Client;

/// <content>Accounts and members.</content>
public sealed partial class OperationBuilder
{
    /// <inheritdoc cref="ILedgerClient.OpenAccountAsync(string?, long?, OperationDetails?, TimeSpan?, CancellationToken)"
    /// path="/*[self::summary or self::param]"/>
    public Operation OpenAccount(string? card = null, long? account = null, OperationDetails? details = null)
    {
        var operation = Begin(details);
        if (account is { } number)
            operation.Account = number;
        operation.OpenAccount = new OpenAccount { Card = card ?? "" };
        return operation;
    }

    /// <inheritdoc cref="ILedgerClient.OpenAccountAsync(AccountOpening, long?, OperationDetails?, TimeSpan?, CancellationToken)"
    /// path="/*[self::summary or self::param]"/>
    public Operation OpenAccount(AccountOpening opening, long? account = null, OperationDetails? details = null)
    {
        ArgumentNullException.ThrowIfNull(opening);
        var operation = OpenAccount(opening.Card, account, details);
        var open = operation.OpenAccount;
        open.CardType = opening.CardType;
        open.Identifiers.AddRange(opening.Identifiers);
        open.Birthdays.AddRange(opening.Birthdays);
        open.Tier = opening.Tier;
        open.QualifyingPurchaseMinor = opening.QualifyingPurchaseMinor;
        open.QualifyingTotalMinor = opening.QualifyingTotalMinor;
        open.Reason = opening.Reason;
        return operation;
    }

    /// <inheritdoc cref="ILedgerClient.DescribeAsync" path="/*[self::summary or self::param]"/>
    public Operation Describe(
        Target target, IReadOnlyList<Identifier>? identifiers = null, IReadOnlyList<Birthday>? birthdays = null,
        IReadOnlyList<IdentifierKind>? remove = null, OperationDetails? details = null) =>
        Make(target, details,
            new Describe { Identifiers = { identifiers ?? [] }, Birthdays = { birthdays ?? [] }, Remove = { remove ?? [] } },
            static (operation, kind) => operation.Describe = kind);

    /// <inheritdoc cref="ILedgerClient.SetTierAsync" path="/*[self::summary or self::param]"/>
    public Operation SetTier(Target target, string tier, string reason, OperationDetails? details = null) =>
        Make(target, details, new SetTier { Tier = tier, Reason = reason }, static (operation, kind) => operation.SetTier = kind);

    /// <inheritdoc cref="ILedgerClient.FreezeAsync" path="/*[self::summary or self::param]"/>
    public Operation Freeze(Target target, string reason, OperationDetails? details = null) =>
        Make(target, details, new Freeze { Reason = reason }, static (operation, kind) => operation.Freeze = kind);

    /// <inheritdoc cref="ILedgerClient.UnfreezeAsync" path="/*[self::summary or self::param]"/>
    public Operation Unfreeze(Target target, string reason = "", OperationDetails? details = null) =>
        Make(target, details, new Unfreeze { Reason = reason }, static (operation, kind) => operation.Unfreeze = kind);

    /// <inheritdoc cref="ILedgerClient.WarnAsync" path="/*[self::summary or self::param]"/>
    public Operation Warn(Target target, string reason = "", OperationDetails? details = null) =>
        Make(target, details, new Warn { Reason = reason }, static (operation, kind) => operation.Warn = kind);

    /// <inheritdoc cref="ILedgerClient.CancelAccountAsync" path="/*[self::summary or self::param]"/>
    public Operation CancelAccount(Target target, string reason = "", OperationDetails? details = null) =>
        Make(target, details, new CancelAccount { Reason = reason }, static (operation, kind) => operation.CancelAccount = kind);
}
