using Ledger.V1;

namespace Ledger.Client;

/// <content>Accounts and members.</content>
public sealed partial class OperationBuilder
{
    /// <summary>Opens an account in the program of the store.</summary>
    /// <param name="card">The first card's token, 8 to 64 printable ASCII characters; null: no card yet.</param>
    /// <param name="account">The account number, 1 to 2^53 - 1; null: the ledger derives one from the key.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    public Operation OpenAccount(string? card = null, long? account = null, OperationDetails? details = null)
    {
        var operation = Begin(details);
        if (account is { } number)
            operation.Account = number;
        operation.OpenAccount = new OpenAccount { Card = card ?? "" };
        return operation;
    }

    /// <summary>Opens an account with all that is known of the member.</summary>
    /// <param name="opening">Card, identifiers, birthdays, tier; see <see cref="AccountOpening"/>.</param>
    /// <param name="account">The account number, 1 to 2^53 - 1; null: the ledger derives one from the key.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
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

    /// <summary>Adds or changes what a member is found by and is remembered for.</summary>
    /// <inheritdoc cref="LedgerClient.DescribeAsync" path="/param"/>
    public Operation Describe(
        Target target, IReadOnlyList<Identifier>? identifiers = null, IReadOnlyList<Birthday>? birthdays = null, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.Describe = new Describe { Identifiers = { identifiers ?? [] }, Birthdays = { birthdays ?? [] } };
        return operation;
    }

    /// <summary>Puts the account into a tier by hand.</summary>
    /// <inheritdoc cref="LedgerClient.SetTierAsync" path="/param"/>
    public Operation SetTier(Target target, string tier, string reason, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.SetTier = new SetTier { Tier = tier, Reason = reason };
        return operation;
    }

    /// <summary>Stops everything but refunds and reversals.</summary>
    /// <inheritdoc cref="LedgerClient.FreezeAsync" path="/param"/>
    public Operation Freeze(Target target, string reason, OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.Freeze = new Freeze { Reason = reason };
        return operation;
    }

    /// <summary>Ends a freeze.</summary>
    /// <inheritdoc cref="LedgerClient.UnfreezeAsync" path="/param"/>
    public Operation Unfreeze(Target target, string reason = "", OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.Unfreeze = new Unfreeze { Reason = reason };
        return operation;
    }

    /// <summary>Adds one to the account's warnings.</summary>
    /// <inheritdoc cref="LedgerClient.WarnAsync" path="/param"/>
    public Operation Warn(Target target, string reason = "", OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.Warn = new Warn { Reason = reason };
        return operation;
    }

    /// <summary>Ends the membership for good.</summary>
    /// <inheritdoc cref="LedgerClient.CancelAccountAsync" path="/param"/>
    public Operation CancelAccount(Target target, string reason = "", OperationDetails? details = null)
    {
        var operation = Begin(target, details);
        operation.CancelAccount = new CancelAccount { Reason = reason };
        return operation;
    }
}
