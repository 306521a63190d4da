using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Ledger.Client.Streams;
using Ledger.Client.Wire;
using Ledger.V1;

namespace Ledger.Client;

/// <summary>
/// A conversation with the ledger for callers with many operations: they are sent without waiting for each other's answers, with at
/// most <see cref="LedgerClientOptions.StreamWindowMaxCount"/> unanswered at a time. Safe to use from many threads; operations go out in
/// the order of the calls.
/// <code>
/// SendAsync ─▶ accepted ─▶ 1 admit (window) ─▶ to send ─▶ 2 carry: one writer, one reader ─▶ result
///                                                ▲              │ the stream broke: unanswered ones first, in order
///                                                └── pause ─────┘ the ledger was full: this one later
///                          3 watch: ends what has passed its deadline, breaks a silent stream
/// </code>
/// When the connection breaks, unanswered operations are sent again under the same keys. The order of operations of one account
/// holds as long as none of them has to be sent again alone because the ledger was full.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is the client's end of the contract's PostStream, not a System.IO.Stream.")]
public sealed class PostingStream : IAsyncDisposable
{
    private const int WatchesPerTimeout = 8;
    private static readonly TimeSpan _watchPeriodMin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _watchPeriodMax = TimeSpan.FromSeconds(1);

    private readonly LedgerChannel _channel;
    private readonly LedgerClientOptions _options;
    private readonly TimeSpan _deadline;
    private readonly Channel<PendingOperation> _accepted =
        Channel.CreateUnbounded<PendingOperation>(new UnboundedChannelOptions { SingleReader = true });
    // Not larger than the window: only admitted operations are in it.
    private readonly Channel<PendingOperation> _toSend = Channel.CreateUnbounded<PendingOperation>();
    private readonly SemaphoreSlim _window;
    private readonly Lock _gate = new();
    private readonly HashSet<PendingOperation> _admitted = [];
    private readonly CancellationTokenSource _drained = new();
    private readonly CancellationTokenSource _watchStopped = new();
    private readonly Task _admitting;
    private readonly Task _carrying;
    private readonly Task _watching;
    private readonly Lazy<Task> _closing;
    private volatile StreamConnection? _connection;

    internal PostingStream(LedgerChannel channel, TimeSpan? deadline)
    {
        _channel = channel;
        _options = channel.Options;
        _deadline = deadline ?? _options.Deadline;
        _window = new SemaphoreSlim(_options.StreamWindowMaxCount);
        _closing = new Lazy<Task>(CloseAsync);
        _admitting = Task.Run(AdmitAsync);
        _carrying = Task.Run(CarryAsync);
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Posts one operation: waits for room in the window, and completes with the operation's result.</summary>
    /// <param name="operation">What to do, with its key.</param>
    /// <param name="cancellationToken">Cancelled while waiting for room: <see cref="OperationCanceledException"/>, nothing was sent.
    /// Cancelled later: <see cref="PostingResult.Unresolved"/>, because the operation may be posted.</param>
    /// <returns>The result; <see cref="PostingResult.Unresolved"/> when the deadline, counted from this call, ended.</returns>
    /// <exception cref="LedgerRequestException">The operation is not acceptable as it is. The stream goes on for the others.</exception>
    /// <exception cref="ArgumentException">The key does not have 16 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The stream is closed.</exception>
    public async ValueTask<PostingResult> PostAsync(Operation operation, CancellationToken cancellationToken = default) =>
        await Accept(operation, cancellationToken).Result;

    /// <summary>Hands one operation over: for a producer that sends in a loop and must not run ahead of the ledger.</summary>
    /// <param name="operation">What to do, with its key.</param>
    /// <param name="cancellationToken">As for <see cref="PostAsync"/>.</param>
    /// <returns>Completes when there was room in the window, with the task that brings the result as <see cref="PostAsync"/> would.</returns>
    /// <exception cref="ArgumentException">The key does not have 16 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The stream is closed.</exception>
    public async ValueTask<Task<PostingResult>> SendAsync(Operation operation, CancellationToken cancellationToken = default)
    {
        var pending = Accept(operation, cancellationToken);
        await pending.Room;
        return pending.Result;
    }

    /// <summary>Takes no more operations, waits until those that were handed over have their results (at the latest at their
    /// deadlines), and completes the stream in order. May be called more than once.</summary>
    public async ValueTask DisposeAsync() => await _closing.Value;

    private PendingOperation Accept(Operation operation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        cancellation.ThrowIfCancellationRequested();
        var pending = new PendingOperation(operation, _options.TimeProvider.GetTimestamp(), Leave);
        pending.CancelWith(cancellation);
        ObjectDisposedException.ThrowIf(!_accepted.Writer.TryWrite(pending), this);
        return pending;
    }

    private void Leave(PendingOperation pending)
    {
        lock (_gate)
            _admitted.Remove(pending);
        _window.Release();
    }

    /// <summary>1 Lets operations into the window in the order of the calls.</summary>
    private async Task AdmitAsync()
    {
        await foreach (var pending in _accepted.Reader.ReadAllAsync())
        {
            await _window.WaitAsync();
            lock (_gate)
            {
                if (!pending.TryAdmit())
                {
                    _window.Release();
                    continue;
                }
                _admitted.Add(pending);
            }
            pending.AnnounceRoom();
            if (HasPassedDeadline(pending))
                pending.GiveUp(UnresolvedReason.DeadlineEnded);
            else
                _toSend.Writer.TryWrite(pending);
        }
    }

    /// <summary>2 Keeps a stream open while there is something to send, and carries unanswered operations to the next one.</summary>
    private async Task CarryAsync()
    {
        try
        {
            List<PendingOperation> again = [];
            var failures = 0;
            while (again.Count > 0 || await _toSend.Reader.WaitToReadAsync())
            {
                using var connection = new StreamConnection(_channel);
                _connection = connection;
                var failure = await connection.RunAsync(again, _toSend.Reader, Deliver);
                _connection = null;
                if (failure is null)
                    return;
                failures = connection.AnyResult ? 1 : failures + 1;
                again = WorthSendingAgain(connection, failure);
                await PauseAsync(failures, failure.Problem.RetryDelay);
            }
        }
        catch (ObjectDisposedException)
        {
            // The client was closed under the stream. Whatever is unanswered now, or comes still, ends unresolved below.
        }
        finally
        {
            _connection = null;
            await GiveUpAllAsync();
        }
    }

    private List<PendingOperation> WorthSendingAgain(StreamConnection connection, Failure failure)
    {
        var verdict = Retry.Verdict.OfStream(failure.Problem.StatusCode, failure.NeverConnected, connection.AnyResult);
        var again = new List<PendingOperation>();
        foreach (var pending in connection.Unanswered())
        {
            pending.Note(failure.Problem, verdict.SurelyNotDecided);
            if (!verdict.WorthRetry)
                pending.NotTaken();
            else if (pending.Attempts >= _options.AttemptsMax)
                pending.GiveUp(UnresolvedReason.AttemptsExhausted);
            else if (!pending.HasEnded)
                again.Add(pending);
        }
        return again;
    }

    private void Deliver(PendingOperation pending, PostResult result)
    {
        if (result.ResultCase == PostResult.ResultOneofCase.Receipt && Answer.Of(pending.Operation, result.Receipt) is { } answer)
        {
            pending.Answered(answer);
            return;
        }
        var failure = result.ResultCase == PostResult.ResultOneofCase.Problem
            ? Failure.Of(result.Problem)
            : Failure.NoAnswer("The result is none to this operation.");
        pending.Note(failure.Problem, failure.Verdict.SurelyNotDecided);
        if (failure.IsNotFound)
            pending.Answered(Answer.NotFound(pending.Operation, failure.Problem));
        else if (!failure.Verdict.WorthRetry)
            pending.NotTaken();
        else if (pending.Attempts >= _options.AttemptsMax)
            pending.GiveUp(UnresolvedReason.AttemptsExhausted);
        else
            _ = SendLaterAsync(pending, failure.Problem.RetryDelay);
    }

    private async Task SendLaterAsync(PendingOperation pending, TimeSpan? asked)
    {
        await PauseAsync(pending.Attempts, asked);
        _toSend.Writer.TryWrite(pending);
    }

    private async Task PauseAsync(int attempts, TimeSpan? asked)
    {
        try
        {
            // Nobody waits longer than a deadline, whatever was asked for.
            var pause = _channel.Backoff.After(attempts, asked);
            await Task.Delay(pause < _deadline ? pause : _deadline, _options.TimeProvider, _drained.Token);
        }
        catch (OperationCanceledException)
        {
            // The stream is closing and everything has ended: there is nothing left to wait for.
        }
    }

    /// <summary>3 Ends what has passed its deadline and breaks a stream that has gone silent.</summary>
    private async Task WatchAsync()
    {
        var shorter = _deadline < _options.AttemptTimeout ? _deadline : _options.AttemptTimeout;
        var period = TimeSpan.FromTicks(Math.Clamp(shorter.Ticks / WatchesPerTimeout, _watchPeriodMin.Ticks, _watchPeriodMax.Ticks));
        using var timer = new PeriodicTimer(period, _options.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_watchStopped.Token))
            {
                foreach (var pending in Admitted().Where(HasPassedDeadline))
                    pending.GiveUp(UnresolvedReason.DeadlineEnded);
                BreakIfStalled();
            }
        }
        catch (OperationCanceledException)
        {
            // The stream is closed.
        }
    }

    private void BreakIfStalled()
    {
        try
        {
            if (_connection is { IsStalled: true } connection)
                connection.Break();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }

    private async Task GiveUpAllAsync()
    {
        foreach (var pending in Admitted())
            pending.GiveUp(UnresolvedReason.ClientClosed);
        await foreach (var pending in _toSend.Reader.ReadAllAsync())
            pending.GiveUp(UnresolvedReason.ClientClosed);
    }

    private async Task CloseAsync()
    {
        _accepted.Writer.Complete();
        await _admitting;
        // Each operation that ends gives its place back: when all places are free, all have ended.
        for (var place = 0; place < _options.StreamWindowMaxCount; place++)
            await _window.WaitAsync();
        await _drained.CancelAsync();
        _toSend.Writer.Complete();
        await _carrying;
        await _watchStopped.CancelAsync();
        await _watching;
        _window.Dispose();
        _drained.Dispose();
        _watchStopped.Dispose();
    }

    private bool HasPassedDeadline(PendingOperation pending) =>
        _options.TimeProvider.GetElapsedTime(pending.AcceptedAt) >= _deadline;

    private List<PendingOperation> Admitted()
    {
        lock (_gate)
            return [.. _admitted];
    }
}
