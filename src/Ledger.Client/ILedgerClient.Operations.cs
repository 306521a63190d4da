using Ledger.V1;

namespace Ledger.Client;

/// <content>One operation at a time; this file: points and stored value in their simplest form.</content>
public partial interface ILedgerClient
{
    /// <summary>Posts one operation and stays with it, under its key, until it is answered or the deadline ends.</summary>
    /// <param name="operation">What to do, with its key; copied, so later changes do not reach the ledger.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Cancelled before the first send: <see cref="OperationCanceledException"/>. Cancelled later:
    /// <see cref="PostingResult.Unresolved"/>, because an exception would lose the key of an operation that may be posted.</param>
    /// <returns><see cref="PostingResult.Posted"/>, <see cref="PostingResult.Refused"/>, <see cref="PostingResult.NotFound"/> or
    /// <see cref="PostingResult.Unresolved"/>.</returns>
    /// <exception cref="LedgerRequestException">A field is wrong, the caller is not allowed, or the server does not know the
    /// call.</exception>
    /// <exception cref="ArgumentException">The key does not have 16 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed before the first send.</exception>
    Task<PostingResult> PostAsync(
        Operation operation, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Comes back with an operation whose outcome is not known. The same as <see cref="PostAsync"/>: the key makes the ledger
    /// answer with the first decision, or decide it now.</summary>
    /// <param name="operation">The very operation, e.g. <see cref="PostingResult.Unresolved.Operation"/>.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">As for <see cref="PostAsync"/>.</param>
    Task<PostingResult> ResendAsync(
        Operation operation, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Loads stored value; the program decides the bonus. Refused: BALANCE_LIMIT.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="amountMinor">What was paid, in minor units, 1 up to the program's top-up limit.</param>
    /// <param name="tender">How it was paid, at most 64 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> TopUpAsync(Target target, long amountMinor, string tender = "", OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Gives the points that the program's rate makes of a purchase; may be none. Refused: BALANCE_LIMIT.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="purchaseMinor">Money really paid, in minor units, from 1.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> AccruePurchaseAsync(Target target, long purchaseMinor, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a stated number of points. Refused: BALANCE_LIMIT.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="points">Whole points, from 1.</param>
    /// <param name="reason">Why, 1 to 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> AccruePointsAsync(Target target, long points, string reason, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Gives the points that the program fixes for an action. Refused: ACTION_UNKNOWN, BALANCE_LIMIT.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="action">The action's code in the program, e.g. <c>sign_in</c>, <c>share</c>, <c>referral</c>.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> AccrueActionAsync(Target target, string action, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Takes stored value. Refused: INSUFFICIENT_FUNDS, which says what is available.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="amountMinor">In minor units, 1 up to the program's debit limit.</param>
    /// <param name="allowPartial">Take what is there when it is less than the amount.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="pin">The payment PIN the member typed, 4 to 12 digits; empty: none.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> DebitAsync(
        Target target, long amountMinor, bool allowPartial = false, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Spends points. Refused: INSUFFICIENT_POINTS, NOT_A_MULTIPLE, which says of what.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="points">Whole points, from 1, a multiple of the program's block.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="pin">The payment PIN the member typed, 4 to 12 digits; empty: none.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> RedeemAsync(Target target, long points, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Spends points on a reward of the program: a coupon, or bonus. Refused: REWARD_UNKNOWN, NOT_A_MULTIPLE, INSUFFICIENT_POINTS,
    /// BALANCE_LIMIT.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="reward">The reward's code in the program.</param>
    /// <param name="points">Whole points: with a reward of steps the points of a step; with one of a fixed cost 0 or a multiple of
    /// it.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="pin">The payment PIN the member typed, 4 to 12 digits; empty: none.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> RedeemRewardAsync(
        Target target, string reward, long points = 0, OperationDetails? details = null, string pin = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Corrects a balance by hand. Refused: INSUFFICIENT_FUNDS, INSUFFICIENT_POINTS, BALANCE_LIMIT.</summary>
    /// <param name="target">Whose account.</param>
    /// <param name="asset">Which balance.</param>
    /// <param name="amount">What is added (positive) or taken (negative), in units of the asset: points or minor units; not 0.</param>
    /// <param name="reason">Why, 1 to 128 characters.</param>
    /// <param name="details">Reference, times, key; see <see cref="OperationDetails"/>.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="PostAsync"/>.</param>
    Task<PostingResult> AdjustAsync(Target target, Asset asset, long amount, string reason, OperationDetails? details = null,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);
}
