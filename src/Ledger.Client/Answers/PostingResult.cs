using System.Text;
using Ledger.V1;

namespace Ledger.Client;

/// <summary>
/// What became of an operation. Closed: switch on the nested records.
/// <list type="bullet">
/// <item><see cref="Posted"/> and <see cref="Refused"/> are the ledger's durable decision; the same key gets it again for ever.</item>
/// <item><see cref="NotFound"/> and <see cref="Invalid"/>: not decided, nothing is recorded under the key.</item>
/// <item><see cref="Unresolved"/>: not known; come back with the same operation.</item>
/// </list>
/// </summary>
public abstract record PostingResult
{
    private PostingResult(Guid key) => Key = key;

    /// <summary>The operation's key.</summary>
    public Guid Key { get; }

    /// <summary>Done: the receipt's transfers say what moved.</summary>
    /// <param name="Receipt">The durable answer; <c>replayed</c> is true when the key had been answered before.</param>
    public sealed record Posted(Receipt Receipt) : PostingResult(OperationKey.FromByteString(Receipt.Key))
    {
        /// <summary>A debit that allowed it took less than was asked for, because there was not more.</summary>
        public bool InPart => Receipt.Outcome == Outcome.PostedInPart;

        /// <summary>An earlier operation did it already, e.g. another reversal of the same key; nothing moved this time.</summary>
        public bool Before => Receipt.Outcome == Outcome.PostedBefore;
    }

    /// <summary>Decided with no: nothing moved, and asking again under the same key gets the same no.</summary>
    /// <param name="Receipt">The durable answer.</param>
    public sealed record Refused(Receipt Receipt) : PostingResult(OperationKey.FromByteString(Receipt.Key))
    {
        /// <summary>Why, to switch on. A newer ledger may use a number this client has no name for; it is a refusal all the same.</summary>
        public Outcome Outcome => Receipt.Outcome;

        /// <summary>What the operation asked for, in its units (minor units or points); for NOT_ELIGIBLE the purchase or total that the
        /// program asks for, in minor units. Null when no figure helps: a checkout asks for a basket.</summary>
        public long? Needed => Receipt.Refusal is { Needed: > 0 } figures ? figures.Needed : null;

        /// <summary>What there was, in the same units; for BALANCE_LIMIT the most that could have been asked for, for REST_DIFFERS what is
        /// left to pay. Null when no figure helps.</summary>
        public long? Available => Outcome is Outcome.NotEligible or Outcome.NotAMultiple or Outcome.AccountMerged
            ? null
            : Receipt.Refusal?.Available;

        /// <summary>What was lacking, from 0, in the same units; for BALANCE_LIMIT what is too much. Null when no figure helps.</summary>
        public long? Missing => Needed is { } needed && Available is { } available ? Math.Max(0, needed - available) : null;

        /// <summary>What can be done about it, under a new key.</summary>
        public Remedy Remedy => Outcome.RemedyFor();

        /// <summary>WRONG_PIN: how many tries are left before the PIN is locked; otherwise null.</summary>
        public long? TriesLeft => Outcome == Outcome.WrongPin ? Available : null;

        /// <summary>ACCOUNT_MERGED: the account that stays; otherwise null.</summary>
        public long? MergedInto => Receipt.Refusal is { Account: > 0 } figures ? figures.Account : null;

        /// <summary>NOT_A_MULTIPLE: the block that points are redeemed in; otherwise null.</summary>
        public long? MultipleOf => Receipt.Refusal is { MultipleOf: > 0 } figures ? figures.MultipleOf : null;
    }

    /// <summary>The card, account or store is not known to the ledger: an everyday thing at a till. Not decided, nothing is recorded
    /// under the key; the same operation may be sent again once the card exists.</summary>
    /// <param name="Operation">The operation as it was sent.</param>
    /// <param name="Field">What is not known: <c>card</c>, <c>account</c> or <c>store</c>; empty when the ledger does not say.</param>
    /// <param name="Description">The ledger's words, in English, for developers.</param>
    public sealed record NotFound(Operation Operation, string Field, string Description)
        : PostingResult(OperationKey.FromByteString(Operation.Key))
    {
        /// <inheritdoc/>
        protected override bool PrintMembers(StringBuilder builder) => Print(builder, $"Key = {Key}, Field = {Field}, {Description}");
    }

    /// <summary>The operation is not acceptable as it is. Only a batch answers so, because an exception would take its neighbours'
    /// results away; everywhere else it is a <see cref="LedgerRequestException"/>.</summary>
    /// <param name="Operation">The operation as it was sent.</param>
    /// <param name="Problem">The status with its details.</param>
    public sealed record Invalid(Operation Operation, RequestProblem Problem)
        : PostingResult(OperationKey.FromByteString(Operation.Key))
    {
        /// <inheritdoc/>
        protected override bool PrintMembers(StringBuilder builder) => Print(builder, $"Key = {Key}, {Problem.Line}");
    }

    /// <summary>Not known: no attempt was answered before the client had to stop. Come back with the same operation
    /// (<see cref="ILedgerClient.ResendAsync"/>) until it is answered, or ask <see cref="ILedgerClient.GetOutcomeAsync"/>; do not
    /// make a new operation of the same intention.</summary>
    /// <param name="Operation">The operation as it was sent, with its key: what to send again.</param>
    /// <param name="Reason">Why the client stopped.</param>
    /// <param name="MayHaveBeenPosted">False when every attempt of this call surely left no trace (never connected, or the server
    /// was full each time); true when at least one may have been posted.</param>
    /// <param name="Attempts">How many attempts were made; 0: it was never sent.</param>
    /// <param name="LastProblem">How the last attempt ended; null when none was made.</param>
    public sealed record Unresolved(
        Operation Operation, UnresolvedReason Reason, bool MayHaveBeenPosted, int Attempts, RequestProblem? LastProblem)
        : PostingResult(OperationKey.FromByteString(Operation.Key))
    {
        /// <inheritdoc/>
        protected override bool PrintMembers(StringBuilder builder) => Print(builder,
            $"Key = {Key}, {Reason}, MayHaveBeenPosted = {MayHaveBeenPosted}, Attempts = {Attempts}, Last = {LastProblem?.Line}");
    }

    // An operation carries the card's token, which must not end in a log by way of ToString.
    private static bool Print(StringBuilder builder, string text)
    {
        builder.Append(text);
        return true;
    }
}
