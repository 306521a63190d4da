namespace Ledger.Client;

/// <summary>
/// The ledger, as a till or a backend calls it: what code depends on that posts and asks. <see cref="LedgerClient"/> makes one. This
/// file: what makes operations. Beside it: one operation, many operations, questions.
/// </summary>
/// <remarks>
/// Every operation is sent under one key until it is answered, within a deadline, a number of attempts and growing pauses. A
/// business refusal is a result, never an exception. An outcome that is not known in the end is the result
/// <see cref="PostingResult.Unresolved"/>: come back with the same operation.
/// <para>All methods that post share the words of <see cref="PostAsync"/> on results, errors and cancellation. What nearly every kind can
/// be refused with is not repeated at each: KEY_REUSED, KEY_BLOCKED, OTHER_PROGRAM, an account that is frozen, cancelled or merged, a card
/// that is lost, void, expired or waits, and NOT_CAPABLE; where a <c>pin</c> can be given PIN_REQUIRED, WRONG_PIN, PIN_LOCKED and
/// PIN_NOT_SET.</para>
/// <para>Questions see every operation that was answered before they were asked. When none of the attempts is answered they throw
/// <see cref="LedgerUnavailableException"/>; a wrong field is a <see cref="LedgerRequestException"/>.</para>
/// </remarks>
public partial interface ILedgerClient
{
    /// <summary>Makes operations in the name of this client's store, terminal and operator: for batches, streams and the outbox.</summary>
    OperationBuilder Operations { get; }
}
