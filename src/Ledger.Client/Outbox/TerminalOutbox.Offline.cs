using Ledger.Client.Outbox;
using Ledger.V1;

namespace Ledger.Client;

/// <content>Going on without an answer: small operations on the till's own risk, sent when the ledger answers again.</content>
public sealed partial class TerminalOutbox
{
    /// <summary>
    /// Says whether the till may go on with an operation without an answer and, if so, keeps it as accepted: durable, in its turn sent by
    /// <see cref="ResendPendingAsync"/>, and no longer a question of the sale. Asked again it says the same.
    /// </summary>
    /// <param name="operation">One that is pending without an answer (<see cref="PostingResult.Unresolved.Operation"/>), or a new one, for
    /// a till that knows it is cut off.</param>
    /// <param name="limits">How much the till may take on its own risk.</param>
    /// <param name="cancellationToken">Ends the wait for other writers; once begun, the write is finished.</param>
    /// <returns>Accepted, or the limit that was reached.</returns>
    /// <exception cref="ArgumentException">A new operation that the outbox does not take, as for <see cref="StoreAsync"/>.</exception>
    /// <exception cref="InvalidOperationException">The operation was answered meanwhile: ask <see cref="ILedgerClient.GetOutcomeAsync"/>.
    /// Or the outbox is full, or an earlier write failed.</exception>
    /// <exception cref="IOException">The disk did not take it: it is not accepted; dispose the outbox and open it again. A new operation
    /// may be pending then.</exception>
    public async Task<OfflineAcceptance> AcceptOfflineAsync(
        Operation operation, OfflineLimits limits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(limits);
        EnsureStorable(operation);

        using var turn = await TakeTurnAsync(cancellationToken);
        var pending = _file.Pending.GetValueOrDefault(operation.TerminalSeq);
        if (pending?.Key != operation.Key)
        {
            // A key of this outbox that is not pending any more would become a second intention.
            if (IsNumberedHere(operation))
                throw new InvalidOperationException($"Operation {operation.TerminalSeq} was answered: ask for its outcome.");
            pending = null;
        }
        if (pending is not null && _file.Accepted.ContainsKey(pending.TerminalSeq))
            return new OfflineAcceptance.Accepted(pending.Clone());
        var risk = OfflineRisk.Of(operation, limits);
        if (Exceeded(operation, risk, limits) is { } refused)
            return refused;

        // Decided. Two writes: a crash between them leaves the operation pending, and the till had not been told that it may go on.
        if (pending is null)
        {
            EnsureRoom();
            pending = Store(operation);
        }
        _file.MarkAccepted(pending.TerminalSeq, risk!.Value);
        return new OfflineAcceptance.Accepted(pending.Clone());
    }

    /// <summary>The operations that were accepted without an answer and have none that the ledger stands by, in the order of their
    /// numbers: those still to be sent, and conflicts that nobody has seen to.</summary>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    public async Task<IReadOnlyList<Operation>> AcceptedOfflineAsync(CancellationToken cancellationToken = default)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        return [.. _file.Accepted.Keys.Select(seq => _file.Pending[seq].Clone())];
    }

    private OfflineAcceptance.Refused? Exceeded(Operation operation, OfflineRisk? asked, OfflineLimits limits)
    {
        if (!OfflineRisk.IsAcceptable(operation))
            return new(OfflineLimit.Kind);
        if (asked is not { } risk)
            return new(OfflineLimit.AmountUnknown);
        if (risk.AmountMinor > limits.AmountMaxMinor)
            return new(OfflineLimit.Amount, Math.Max(0, limits.AmountMaxMinor));
        if (risk.SpentMinor > limits.FloorMinor)
            return new(OfflineLimit.Floor, Math.Max(0, limits.FloorMinor));
        // An Int128, since the amounts may have been accepted under other limits.
        var free = limits.SumMaxMinor - _file.Accepted.Values.Aggregate((Int128)0, (sum, accepted) => sum + accepted.AmountMinor);
        if (risk.AmountMinor > free)
            return new(OfflineLimit.Sum, (long)Int128.Max(0, free));
        if (_file.Accepted.Count >= limits.CountMax)
            return new(OfflineLimit.Count);
        // By business times, because the clock that made them is the till's; set back, it leaves the other limits in place.
        var oldest = _file.Accepted.Keys.Select(seq => _file.Pending[seq].BusinessTime.ToDateTimeOffset())
            .DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        return operation.BusinessTime.ToDateTimeOffset() - oldest > limits.AgeMax ? new(OfflineLimit.Age) : null;
    }

    private bool IsNumberedHere(Operation operation) =>
        operation.TerminalSeq > 0 && operation.Key == KeyOf(operation, operation.TerminalSeq);
}
