using System.Threading.Channels;
using Grpc.Core;
using Ledger.Client.Wire;
using Ledger.V1;

namespace Ledger.Client.Streams;

/// <summary>
/// One gRPC stream from its opening to its end. Positions count from 0 per stream; an operation is entered under its position before
/// it is written, so at the end everything that may have been sent and was not answered is known, in order.
/// </summary>
internal sealed class StreamConnection : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, PendingOperation> _unanswered = [];
    private readonly CancellationTokenSource _breaking = new();
    private readonly CancellationTokenSource _readingEnded = new();
    private readonly AsyncDuplexStreamingCall<Operation, PostResult> _call;
    private readonly LedgerClientOptions _options;
    private readonly Uri? _address;
    private long _nextPosition;
    private long _progressAt;

    public StreamConnection(LedgerChannel channel)
    {
        (_options, _address) = (channel.Options, channel.Address);
        _progressAt = _options.TimeProvider.GetTimestamp();
        _call = channel.Posting.PostStream(cancellationToken: _breaking.Token);
    }

    /// <summary>Whether the ledger has answered anything on this stream.</summary>
    public bool AnyResult { get; private set; }

    /// <summary>Something was sent, and for a whole attempt's time nothing has come back.</summary>
    public bool IsStalled
    {
        get
        {
            lock (_gate)
                return _unanswered.Count > 0 && _options.TimeProvider.GetElapsedTime(_progressAt) >= _options.AttemptTimeout;
        }
    }

    /// <summary>Tears the stream down; what is unanswered is sent again on the next one.</summary>
    public void Break() => _breaking.Cancel();

    /// <summary>What was sent and not answered, in the order it was sent.</summary>
    public IReadOnlyList<PendingOperation> Unanswered()
    {
        lock (_gate)
            return [.. _unanswered.Values];
    }

    /// <summary>
    /// Sends what the last stream left unanswered, then what comes, and hands every result on. Returns how the stream failed, or
    /// null when it was completed in order because nothing more will come.
    /// </summary>
    public async Task<Failure?> RunAsync(
        IReadOnlyList<PendingOperation> again, ChannelReader<PendingOperation> coming, Action<PendingOperation, PostResult> deliver)
    {
        var reading = ReadAsync(deliver);
        var completed = await WriteAsync(again, coming);
        try
        {
            // The reader knows the stream's status. It ends soon: the ledger has been told that nothing more comes, or it broke.
            var failure = await reading.WaitAsync(_options.AttemptTimeout, _options.TimeProvider);
            return completed ? null : failure;
        }
        catch (TimeoutException)
        {
            Break();
            var failure = await reading;
            return completed ? null : failure;
        }
    }

    public void Dispose()
    {
        _call.Dispose();
        _breaking.Dispose();
        _readingEnded.Dispose();
    }

    /// <summary>The stream's only writer. True when everything was written and the stream completed.</summary>
    private async Task<bool> WriteAsync(IReadOnlyList<PendingOperation> again, ChannelReader<PendingOperation> coming)
    {
        try
        {
            // All of them are entered before the first is written, so that none is forgotten when this stream breaks as well.
            foreach (var pending in again)
                Enter(pending);
            foreach (var pending in again)
                await _call.RequestStream.WriteAsync(pending.Operation);
            while (await coming.WaitToReadAsync(_readingEnded.Token))
            {
                _readingEnded.Token.ThrowIfCancellationRequested();
                if (!coming.TryRead(out var pending) || pending.HasEnded)
                    continue;
                Enter(pending);
                await _call.RequestStream.WriteAsync(pending.Operation);
            }
            await _call.RequestStream.CompleteAsync();
            return true;
        }
        catch (Exception exception) when (exception
            is OperationCanceledException or RpcException or InvalidOperationException or IOException or HttpRequestException)
        {
            // The stream is over. Which layer told the writer is a matter of timing; the status is the reader's to tell.
            return false;
        }
    }

    /// <summary>From here on the operation counts as sent.</summary>
    private void Enter(PendingOperation pending)
    {
        lock (_gate)
        {
            if (_unanswered.Count == 0)
                _progressAt = _options.TimeProvider.GetTimestamp();
            _unanswered.Add(_nextPosition++, pending);
        }
        pending.CountAttempt();
    }

    private async Task<Failure> ReadAsync(Action<PendingOperation, PostResult> deliver)
    {
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None))
            {
                var result = _call.ResponseStream.Current;
                PendingOperation? pending;
                lock (_gate)
                {
                    _unanswered.Remove(result.Position, out pending);
                    _progressAt = _options.TimeProvider.GetTimestamp();
                }
                AnyResult = true;
                // A position that was never given or is answered already answers nothing.
                if (pending is not null)
                    deliver(pending, result);
            }
            return Failure.NoAnswer("The ledger completed the stream.");
        }
        catch (RpcException exception)
        {
            return Failure.Of(exception, _address);
        }
        finally
        {
            await _readingEnded.CancelAsync();
        }
    }
}
