using Ledger.Client.Outbox;
using Ledger.V1;

namespace Ledger.Client;

/// <content>Sending what is stored, the first time and again, and noting what became of it.</content>
public sealed partial class TerminalOutbox
{
    /// <summary>Stores an operation, sends it and notes its answer. What stays <see cref="PostingResult.Unresolved"/> stays
    /// pending.</summary>
    /// <param name="client">The way to the ledger.</param>
    /// <param name="operation">As for <see cref="StoreAsync"/>.</param>
    /// <param name="deadline">How long sending may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">As for <see cref="ILedgerClient.PostAsync"/>.</param>
    /// <exception cref="LedgerRequestException">The operation is not acceptable as it is. It is answered by that and not sent again,
    /// unless the caller's rights, the server's version or the till's clock are to blame: then it stays pending.</exception>
    public async Task<PostingResult> PostAsync(
        ILedgerClient client, Operation operation, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var sent = await SettleAsync(client, await StoreAsync(operation, cancellationToken), deadline, cancellationToken);
        return sent.Result;
    }

    /// <summary>
    /// Sends the operations without an answer again, one after the other in their order, under their keys. Stops at the first that stays
    /// unresolved: what follows stays pending, in order.
    /// </summary>
    /// <param name="client">The way to the ledger.</param>
    /// <param name="deadline">How long each operation may take; the client's deadline when left out.</param>
    /// <param name="cancellationToken">As for <see cref="ILedgerClient.PostAsync"/>.</param>
    /// <returns>The operations sent so far with their results, in order; one with wrong fields is <see cref="PostingResult.Invalid"/>, so
    /// that it does not block those behind it. With <see cref="ViolationReason.KeyTooOld"/> it stays pending: ask
    /// <see cref="ILedgerClient.GetOutcomeAsync"/> whether it was posted in time, then <see cref="MarkAnsweredAsync"/>. One that needs its
    /// operator to sign in (<see cref="RequestProblem.NeedsSession"/>) stays pending as well, and is sent with his session. What was accepted
    /// offline and is refused now (<see cref="ResentOperation.IsConflict"/>) stays pending, too: it is told each time, and counts for the
    /// limits, until <see cref="MarkAnsweredAsync"/> notes that somebody has seen to it.</returns>
    /// <exception cref="LedgerRequestException">The caller is not allowed or the server does not know the call: all stay
    /// pending.</exception>
    public async Task<IReadOnlyList<ResentOperation>> ResendPendingAsync(
        ILedgerClient client, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var sent = new List<ResentOperation>();
        foreach (var operation in await PendingAsync(cancellationToken))
        {
            sent.Add(await ResendAsync(client, operation, deadline, cancellationToken));
            if (sent[^1].Result is PostingResult.Unresolved)
                break;
        }
        return sent;
    }

    private async Task<ResentOperation> ResendAsync(
        ILedgerClient client, Operation operation, TimeSpan? deadline, CancellationToken cancellation)
    {
        try
        {
            return await SettleAsync(client, operation, deadline, cancellation);
        }
        catch (LedgerRequestException exception) when (OutboxVerdict.IsAboutTheOperation(exception.Problem))
        {
            return Sent(operation, new PostingResult.Invalid(operation, exception.Problem), await AcceptedRiskAsync(operation));
        }
    }

    private async Task<ResentOperation> SettleAsync(
        ILedgerClient client, Operation operation, TimeSpan? deadline, CancellationToken cancellation)
    {
        PostingResult result;
        try
        {
            result = await client.PostAsync(operation, deadline, cancellation);
        }
        catch (LedgerRequestException exception)
        {
            if (OutboxVerdict.IsAnswer(exception.Problem))
                await NoteAsync(operation, isPosted: false);
            throw;
        }
        if (result is PostingResult.Unresolved)
            return Sent(operation, result, await AcceptedRiskAsync(operation));
        return Sent(operation, result, await NoteAsync(operation, result is PostingResult.Posted));
    }

    private static ResentOperation Sent(Operation operation, PostingResult result, OfflineRisk? accepted) =>
        new(operation, result, accepted is not null, accepted?.SpentMinor ?? 0);

    /// <summary>Notes an answer. Of an accepted operation only a yes is one: a no is told until somebody has seen to it.</summary>
    /// <returns>What was accepted; null: the operation was not.</returns>
    private async Task<OfflineRisk?> NoteAsync(Operation operation, bool isPosted)
    {
        // The answer is here: no cancellation may come between it and its note.
        using var turn = await TakeTurnAsync(CancellationToken.None);
        var accepted = _file.Accepted.TryGetValue(operation.TerminalSeq, out var risk);
        if (isPosted || !accepted)
            MarkAnswered(operation.TerminalSeq);
        return accepted ? risk : null;
    }

    private async Task<OfflineRisk?> AcceptedRiskAsync(Operation operation)
    {
        using var turn = await TakeTurnAsync(CancellationToken.None);
        return _file.Accepted.TryGetValue(operation.TerminalSeq, out var risk) ? risk : null;
    }
}
