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

    private readonly LedgerClientOptions _options;
    private readonly TimeSpan _deadline;
    private readonly Channel<PendingOperation> _accepted =
        Channel.CreateUnbounded<PendingOperation>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Window _window;
    private readonly Carrier _carrier;
    private readonly CancellationTokenSource _watchStopped = new();
    private readonly Task _admitting;
    private readonly Task _carrying;
    private readonly Task _watching;
    private readonly Lazy<Task> _closing;

    internal PostingStream(LedgerChannel channel, TimeSpan? deadline)
    {
        _options = channel.Options;
        _deadline = deadline ?? _options.Deadline;
        _window = new Window(_options.StreamWindowMaxCount);
        _carrier = new Carrier(channel, _window, pauseMax: _deadline);
        _closing = new Lazy<Task>(CloseAsync);
        _admitting = Task.Run(AdmitAsync);
        _carrying = Task.Run(_carrier.RunAsync);
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
    /// <returns>Completes when there was room in the window, with the task that brings the result as <see cref="PostAsync"/>
    /// would.</returns>
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
        var pending = new PendingOperation(operation, _options.TimeProvider.GetTimestamp(), _window.Leave);
        pending.CancelWith(cancellation);
        ObjectDisposedException.ThrowIf(!_accepted.Writer.TryWrite(pending), this);
        return pending;
    }

    /// <summary>1 Lets operations into the window in the order of the calls.</summary>
    private async Task AdmitAsync()
    {
        await foreach (var pending in _accepted.Reader.ReadAllAsync())
        {
            if (!await _window.AdmitAsync(pending))
                continue;
            pending.AnnounceRoom();
            if (HasPassedDeadline(pending))
                pending.GiveUp(UnresolvedReason.DeadlineEnded);
            else
                _carrier.Enqueue(pending);
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
                foreach (var pending in _window.Admitted().Where(HasPassedDeadline))
                    pending.GiveUp(UnresolvedReason.DeadlineEnded);
                _carrier.BreakIfStalled();
            }
        }
        catch (OperationCanceledException)
        {
            // The stream is closed.
        }
    }

    private async Task CloseAsync()
    {
        _accepted.Writer.Complete();
        await _admitting;
        await _window.DrainAsync();
        await _carrier.CompleteAsync();
        try
        {
            await _carrying;
        }
        finally
        {
            // Watched to the end, because a silent stream must be broken while it is being completed, too.
            await _watchStopped.CancelAsync();
            await _watching;
            _carrier.Dispose();
            _window.Dispose();
            _watchStopped.Dispose();
        }
    }

    private bool HasPassedDeadline(PendingOperation pending) =>
        _options.TimeProvider.GetElapsedTime(pending.AcceptedAt) >= _deadline;
}
