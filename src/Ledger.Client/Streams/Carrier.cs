using System.Threading.Channels;
using Ledger.Client.Retry;
using Ledger.Client.Wire;
using Ledger.V1;

namespace Ledger.Client.Streams;

/// <summary>
/// Keeps a stream open while there is something to send and carries what a broken one left unanswered to the next:
/// 1 wait for something to send → 2 open → 3 send and deliver until the stream ends → 4 sort out what is unanswered → 5 pause.
/// </summary>
internal sealed class Carrier(LedgerChannel channel, Window window, TimeSpan pauseMax) : IDisposable
{
    private readonly LedgerClientOptions _options = channel.Options;
    // Not larger than the window: only admitted operations are in it.
    private readonly Channel<PendingOperation> _toSend = Channel.CreateUnbounded<PendingOperation>();
    private readonly CancellationTokenSource _drained = new();
    private volatile StreamConnection? _connection;

    /// <summary>Takes an admitted operation.</summary>
    public void Enqueue(PendingOperation pending) => _toSend.Writer.TryWrite(pending);

    /// <summary>Everything has ended and nothing more comes: <see cref="RunAsync"/> completes the stream and returns.</summary>
    public async Task CompleteAsync()
    {
        await _drained.CancelAsync();
        _toSend.Writer.Complete();
    }

    /// <summary>Tears the stream down if it has gone silent; what is unanswered goes to the next one.</summary>
    public void BreakIfStalled()
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

    public async Task RunAsync()
    {
        try
        {
            List<PendingOperation> again = [];
            var failures = 0;
            while (again.Count > 0 || await _toSend.Reader.WaitToReadAsync())
            {
                using var connection = new StreamConnection(channel);
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

    public void Dispose() => _drained.Dispose();

    private List<PendingOperation> WorthSendingAgain(StreamConnection connection, Failure failure)
    {
        var verdict = Verdict.OfStream(failure.Problem.StatusCode, failure.NeverConnected, connection.AnyResult);
        var unanswered = connection.Unanswered();
        foreach (var pending in unanswered)
            Judge(pending, failure, verdict);
        return [.. unanswered.Where(pending => !pending.HasEnded)];
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
        if (failure.IsNotFound)
        {
            pending.Answered(Answer.NotFound(pending.Operation, failure.Problem));
            return;
        }
        Judge(pending, failure, failure.Verdict);
        if (!pending.HasEnded)
            _ = SendLaterAsync(pending, failure.Problem.RetryDelay);
    }

    /// <summary>Ends an operation that is not worth sending again.</summary>
    private void Judge(PendingOperation pending, Failure failure, Verdict verdict)
    {
        pending.Note(failure.Problem, verdict.SurelyNotDecided);
        if (failure.HopelessBecause is { } reason)
            pending.GiveUp(reason);
        else if (!verdict.WorthRetry)
            pending.NotTaken();
        else if (pending.Attempts >= _options.AttemptsMax)
            pending.GiveUp(UnresolvedReason.AttemptsExhausted);
    }

    private async Task SendLaterAsync(PendingOperation pending, TimeSpan? asked)
    {
        await PauseAsync(pending.Attempts, asked);
        Enqueue(pending);
    }

    private async Task PauseAsync(int attempts, TimeSpan? asked)
    {
        try
        {
            var pause = channel.Backoff.After(attempts, asked);
            await Task.Delay(pause < pauseMax ? pause : pauseMax, _options.TimeProvider, _drained.Token);
        }
        catch (OperationCanceledException)
        {
            // The stream is closing and everything has ended: there is nothing left to wait for.
        }
    }

    private async Task GiveUpAllAsync()
    {
        foreach (var pending in window.Admitted())
            pending.GiveUp(UnresolvedReason.ClientClosed);
        await foreach (var pending in _toSend.Reader.ReadAllAsync())
            pending.GiveUp(UnresolvedReason.ClientClosed);
    }
}
