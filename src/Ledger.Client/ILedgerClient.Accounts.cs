using Ledger.V1;

namespace Ledger.Client;

/// <content>Accounts and members.</content>
public partial interface ILedgerClient
{
    /// <summary>Opens an account in the program of the store. Refused: ACCOUNT_EXISTS, CARD_TAKEN, NOT_ELIGIBLE.</summary>
    /// <param name="card">The first card's token, 8 to 64 printable ASCII characters; null: no card yet.</param>
    /// <param name="account">The account number, 1 to 2^53 - 1; null: the ledger derives one from the key.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> OpenAccountAsync(string? card = null, long? account = null, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Opens an account with all that is known of the member. Refused: ACCOUNT_EXISTS, CARD_TAKEN, IDENTIFIER_TAKEN,
    /// TIER_UNKNOWN, NOT_ELIGIBLE (the program asks for a larger purchase, <see cref="PostingResult.Refused.Needed"/>, or an
    /// identifier).</summary>
    /// <param name="opening">Card, identifiers, birthdays, tier; see <see cref="AccountOpening"/>.</param>
    /// <param name="account">The account number, 1 to 2^53 - 1; null: the ledger derives one from the key.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> OpenAccountAsync(AccountOpening opening, long? account = null, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Adds, changes or removes what a member is found by and is remembered for. Refused: IDENTIFIER_TAKEN.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="identifiers">Each replaces the account's identifier of its kind, which then names nobody.</param>
    /// <param name="birthdays">Replace all; null or empty leaves them as they are.</param>
    /// <param name="remove">Kinds of identifiers that name nobody from now on, and none of them given as well.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> DescribeAsync(
        Target target, IReadOnlyList<Identifier>? identifiers = null, IReadOnlyList<Birthday>? birthdays = null,
        IReadOnlyList<IdentifierKind>? remove = null, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Puts the account into a tier by hand. Refused: TIER_UNKNOWN.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="tier">The tier's code in the program.</param>
    /// <param name="reason">Why, 1 to 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> SetTierAsync(Target target, string tier, string reason, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Stops everything but refunds and reversals. Refused: ACCOUNT_FROZEN.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="reason">Why, 1 to 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> FreezeAsync(Target target, string reason, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a freeze. Refused: ACCOUNT_NOT_FROZEN.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="reason">Why, at most 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> UnfreezeAsync(Target target, string reason = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Adds one to the account's warnings.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="reason">Why, at most 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> WarnAsync(Target target, string reason = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Ends the membership for good: points and bonus are forfeited, the receipt's <c>pay_out_minor</c> says what the till pays
    /// out. Refused: HOLDS_OPEN, BONUS_SPENT.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="reason">Why, at most 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> CancelAccountAsync(Target target, string reason = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);
}
