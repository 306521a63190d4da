using Ledger.Client.Wire;
using Ledger.V1;

namespace Ledger.Client.Streams;

/// <summary>
/// An operation of a stream from the moment the caller handed it over until it has ended, which happens exactly once:
/// <code>
/// Waiting ──▶ Admitted ──▶ Ended
///    └──── cancelled ───────▲
/// </code>
/// Only an admitted operation holds a place in the window, and ending it gives the place back.
/// </summary>
internal sealed class PendingOperation
{
    private const int Waiting = 0;
    private const int Admitted = 1;
    private const int Ended = 2;

    private readonly TaskCompletionSource<PostingResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<PendingOperation> _leave;
    private CancellationTokenRegistration _cancellation;
    private int _state;
    private int _attempts;
    private volatile bool _inFlight;
    private volatile bool _mayHaveBeenPosted;
    private volatile RequestProblem? _last;

    /// <param name="operation">What to post; copied, so that what is sent again is what was sent first.</param>
    /// <param name="acceptedAt">The clock's timestamp of the hand-over: the deadline counts from it.</param>
    /// <param name="leave">Gives the place in the window back; called once for an admitted operation.</param>
    public PendingOperation(Operation operation, long acceptedAt, Action<PendingOperation> leave)
    {
        Operation = operation.Clone();
        _ = OperationKey.FromByteString(Operation.Key);
        AcceptedAt = acceptedAt;
        _leave = leave;
    }

    public Operation Operation { get; }

    public long AcceptedAt { get; }

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Completes when the operation has its place in the window (or was cancelled before).</summary>
    public Task Room => _room.Task;

    public Task<PostingResult> Result => _result.Task;

    public bool HasEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>Called once, before the operation is handed on.</summary>
    public void CancelWith(CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
            _cancellation = cancellation.Register(static (pending, token) => ((PendingOperation)pending!).Cancel(token), this);
    }

    /// <summary>Takes the place in the window. False when the caller cancelled while waiting for it.</summary>
    public bool TryAdmit() => Interlocked.CompareExchange(ref _state, Admitted, Waiting) == Waiting;

    /// <summary>Lets the caller's hand-over return: there was room.</summary>
    public void AnnounceRoom() => _room.TrySetResult();

    /// <summary>Counts a send. From here on the operation may have been posted unless a failure says otherwise.</summary>
    public void CountAttempt()
    {
        _inFlight = true;
        Interlocked.Increment(ref _attempts);
    }

    /// <summary>Remembers how an attempt failed.</summary>
    public void Note(RequestProblem problem, bool surelyNotDecided)
    {
        // Statement order is important since a deadline may end the operation between the two.
        _mayHaveBeenPosted |= !surelyNotDecided;
        _inFlight = false;
        _last = problem with { MayHaveBeenPosted = _mayHaveBeenPosted };
    }

    public void Answered(PostingResult result)
    {
        if (!TryEnd())
            return;
        _result.TrySetResult(result);
    }

    public void NotTaken()
    {
        if (!TryEnd())
            return;
        _result.TrySetException(new LedgerRequestException(_last!));
    }

    /// <summary>Ends it unresolved. While a send is unanswered it may have been posted.</summary>
    public void GiveUp(UnresolvedReason reason)
    {
        // In the reverse order of Note, so that neither can be missed.
        var mayHaveBeenPosted = _inFlight || _mayHaveBeenPosted;
        if (!TryEnd())
            return;
        _result.TrySetResult(new PostingResult.Unresolved(Operation, reason, mayHaveBeenPosted, Attempts, _last));
    }

    private void Cancel(CancellationToken cancellation)
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Waiting) == Waiting)
        {
            // Never sent: an ordinary cancellation.
            _room.TrySetResult();
            _result.TrySetCanceled(cancellation);
            return;
        }
        GiveUp(UnresolvedReason.Cancelled);
    }

    private bool TryEnd()
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Admitted) != Admitted)
            return false;
        _cancellation.Unregister();
        _room.TrySetResult();
        _leave(this);
        return true;
    }
}
