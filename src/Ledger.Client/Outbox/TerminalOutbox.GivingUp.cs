using Ledger.V1;

namespace Ledger.Client;

/// <content>Giving an operation up whose outcome is not known: the sale did not take place, and the ledger must come to the same.</content>
public sealed partial class TerminalOutbox
{
    /// <summary>
    /// Gives a pending operation up: its reversal takes its place on the disk and is sent until it is answered, after a crash too. Whatever
    /// became of the operation, in the end nothing of it stands: posted, it is undone; still on its way, it is refused when it comes.
    /// One that was accepted offline is given up when the member brings the goods back, and counts for the limits no more.
    /// </summary>
    /// <param name="make">Makes the reversal, with its clock, e.g. <see cref="ILedgerClient.Operations"/>.</param>
    /// <param name="operation">The operation as <see cref="StoreAsync"/> gave it or <see cref="PendingAsync"/> lists it.</param>
    /// <param name="cancellationToken">Ends the wait for other writers; once begun, the write is finished.</param>
    /// <returns>The reversal to send, durable from now on.</returns>
    /// <exception cref="ArgumentException">It opens an account, which cannot be reversed while it is not known.</exception>
    /// <exception cref="InvalidOperationException">It is not pending (it was answered: ask <see cref="ILedgerClient.GetOutcomeAsync"/> and
    /// refund it), it is a reversal itself, or an earlier write failed.</exception>
    /// <exception cref="IOException">The disk did not take it; dispose the outbox and open it again. If the reversal was written before,
    /// both are pending, and sending both in their order comes to the same.</exception>
    public async Task<Operation> GiveUpAsync(OperationBuilder make, Operation operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(make);
        ArgumentNullException.ThrowIfNull(operation);
        using var turn = await TakeTurnAsync(cancellationToken);
        if (!_file.Pending.TryGetValue(operation.TerminalSeq, out var pending) || pending.Key != operation.Key)
            throw new InvalidOperationException(
                $"Operation {operation.TerminalSeq} is not pending: it was answered, or is of another outbox.");
        if (pending.KindCase == Operation.KindOneofCase.Reverse)
            throw new InvalidOperationException("A reversal is not given up: it is sent until it is answered.");

        // A full outbox takes it: for each operation that goes, one reversal comes.
        // Statement order is important since a crash between the two must leave the reversal, with or without the original before it.
        var reversal = Store(make.Reverse(pending));
        _file.MarkAnswered(pending.TerminalSeq);
        return reversal.Clone();
    }

    /// <summary>Gives a pending operation up and sends its reversal at once. What stays <see cref="PostingResult.Unresolved"/> stays
    /// pending as a reversal and goes out with <see cref="ResendPendingAsync"/>.</summary>
    /// <param name="client">The way to the ledger, and who makes the reversal.</param>
    /// <param name="operation">As for <see cref="GiveUpAsync"/>.</param>
    /// <param name="deadline">How long sending may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">As for <see cref="ILedgerClient.PostAsync"/>.</param>
    /// <returns>The reversal's result: <see cref="PostingResult.Posted"/> also when the operation had never arrived.</returns>
    /// <exception cref="LedgerRequestException">As for <see cref="PostAsync"/>, of the reversal.</exception>
    public async Task<PostingResult> ReverseAsync(
        ILedgerClient client, Operation operation, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var reversal = await GiveUpAsync(client.Operations, operation, cancellationToken);
        return (await SettleAsync(client, reversal, deadline, cancellationToken)).Result;
    }
}
