using System.IO.Pipelines;
using Grpc.Core;
using Ledger.Rules.Asked;
using Ledger.Rules.Rows;
using Ledger.Server.Authority.Sessions;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Ledger.Server.Telemetry;
using Ledger.Server.Wire;

namespace Ledger.Server.Intake;

/// <summary>
/// One conversation of <c>PostStream</c>: one loop reads and hands over, another writes answers as they come. A place in the window is
/// taken before an operation is handed over and given back once its answer is written, so a caller that does not read its answers is
/// not read from either.
/// </summary>
/// <remarks>
/// The call itself is the gRPC library's: headers, deadline, interceptors, status. Only the messages go past it: it reads, flushes and
/// allocates for each one, while here a burst of operations is one read and all answers of a commit are one write.
/// </remarks>
internal sealed class PostingStream(
    PermittedReader reader, UnreadOperations unread, PlainReader plain, Router router, Limits limits, ProblemFigures problems,
    ServerCallContext context) : IDisposable
{
    private readonly SemaphoreSlim _window = new(limits.StreamMaxUnanswered);
    private readonly SemaphoreSlim _hasAnswers = new(0);
    private readonly Caller _from = Caller.Of(context.GetHttpContext());
    private readonly OpenSession? _session = reader.SessionOf(context.GetHttpContext());
    private readonly bool _isForwarded = Forwarding.Is(context.GetHttpContext());
    private readonly Lock _lock = new();
    /// <summary>What is read and not handed over yet: a burst meets a queue once, and not once for each operation.</summary>
    private readonly WorkRuns _burst = router.Gather();
    // Bounded by the window: no answer is made for an operation that has no place in it. Two that take turns: one is filled while
    // the other is written.
    private ResultFrames _answers = new();
    private ResultFrames _written = new();
    // The reading itself counts as one, so that the answers end only after the last operation has its answer.
    private int _open = 1;
    private Exception? _broken;
    private bool _ended;

    /// <summary>
    /// Ends when the caller has ended its side and has every answer. When <paramref name="stopping"/> fires, reads no more, writes
    /// what is still owed, and sends the caller elsewhere.
    /// </summary>
    public async Task RunAsync(IAsyncStreamReader<V1.Operation> operations, CancellationToken stopping)
    {
        using var reads = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        // A caller that does not read its answers holds up a stop for so long and no longer.
        using var writes = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        await using var bound = stopping.Register(() => writes.CancelAfter(TimeSpan.FromSeconds(limits.LeaseSeconds)));
        var reading = ReadAsync(operations, reads.Token);
        try
        {
            await WriteAsync(context.GetHttpContext().Response, writes.Token);
        }
        finally
        {
            // The request's pipe is the web server's again, for another request, once the call has ended: nobody may be reading it then.
            await reads.CancelAsync();
            await reading;
        }
        if (stopping.IsCancellationRequested) throw Problems.ToException(Problems.GoingDown(limits.RetryDelayMilliseconds));
    }

    private async Task WriteAsync(HttpResponse response, CancellationToken cancellation)
    {
        while (await TakeAnswersAsync(cancellation))
        {
            if (!response.HasStarted) await response.StartAsync(cancellation);
            await response.BodyWriter.WriteAsync(_written.Bytes, cancellation);
            cancellation.ThrowIfCancellationRequested();
            _window.Release(_written.Count);
            _written.Clear();
        }
    }

    /// <summary>Waits for answers and makes them the ones to write; false when there will be no more.</summary>
    private async ValueTask<bool> TakeAnswersAsync(CancellationToken cancellation)
    {
        await _hasAnswers.WaitAsync(cancellation);
        lock (_lock)
        {
            if (_broken is not null) throw _broken;
            (_answers, _written) = (_written, _answers);
            // The end is told by itself: with the last answers still here, it comes around once more.
            if (_open == 0 && _written.Count > 0) _hasAnswers.Release();
            return _written.Count > 0;
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<V1.Operation> operations, CancellationToken reads)
    {
        try
        {
            // What is compressed is left to the library.
            if (context.GetHttpContext().Request.Headers.GrpcEncoding is [] or ["identity"])
                await ReadBurstsAsync(context.GetHttpContext().Request.BodyReader, reads);
            else
                for (long position = 0; await operations.MoveNext(reads); position++)
                {
                    await OpenAsync(reads);
                    await TakeAsync(operations.Current, position);
                    _burst.HandOver();
                }
            Close();
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            Close();
        }
        catch (Exception reason)
        {
            // The caller is gone or broke the protocol: the writing loop ends with the reason, what was handed over goes on.
            lock (_lock)
            {
                _broken = reason;
                if (!_ended) _hasAnswers.Release();
            }
        }
    }

    private async Task ReadBurstsAsync(PipeReader body, CancellationToken reads)
    {
        for (long position = 0;;)
        {
            var burst = await body.ReadAsync(reads);
            var rest = burst.Buffer;
            using var span = Tracing.Intake();
            try
            {
                for (; RequestFrames.TryTake(ref rest, limits.MessageMaxBytes, out var message); position++)
                {
                    await OpenAsync(reads);
                    if (plain.TryRead(message) is { } operation) TakePlain(operation, position);
                    else await TakeAsync(Methods.Parse(V1.Operation.Parser, message), position);
                }
                if (burst.IsCanceled || burst.IsCompleted)
                {
                    RequestFrames.RequireEmpty(rest);
                    return;
                }
            }
            finally
            {
                _burst.HandOver();
                body.AdvanceTo(rest.Start, rest.End);
            }
        }
    }

    private async ValueTask OpenAsync(CancellationToken reads)
    {
        if (!_window.Wait(0, reads))
        {
            // A place comes free by answers to what was handed over.
            _burst.HandOver();
            await _window.WaitAsync(reads);
        }
        Interlocked.Increment(ref _open);
    }

    private async ValueTask TakeAsync(V1.Operation wire, long position)
    {
        var reading = reader.ReadAsync(wire, _from, _session, context.CancellationToken);
        if (!reading.IsCompleted) _burst.HandOver();
        var (operation, problem) = await reading;
        if (problem is not null)
        {
            _burst.HandOver();
            (operation, var result) = await unread.DecideAsync(
                wire, problem, !_isForwarded, _from, context.Deadline, context.CancellationToken);
            if (result is not null)
            {
                Answer(position, result);
                return;
            }
        }
        Gather(operation!, wire, position);
    }

    private void TakePlain(Operation operation, long position)
    {
        if (reader.WhyNot(operation, _from, _session) is { } refused) Fail(position, refused);
        else Gather(operation, null, position);
    }

    private void Gather(Operation operation, V1.Operation? wire, long position) => _burst.Add(operation.Account, new StreamPosting(
        operation, wire, position, this)
    {
        Deadline = context.Deadline,
        Caller = context.CancellationToken,
        From = _from,
    });

    /// <summary>After <see cref="RunAsync"/>, however that ended: what is answered from now on reaches nobody and is not written.</summary>
    public void Dispose()
    {
        lock (_lock) _ended = true;
        _window.Dispose();
        _hasAnswers.Dispose();
    }

    private void Answer(long position, V1.PostResult result)
    {
        if (result.Problem is { } problem)
        {
            Fail(position, problem);
            return;
        }
        lock (_lock)
        {
            if (_ended) return;
            ReceiptEncoding.Result(_answers, position, result.Receipt);
            Answered();
        }
    }

    private void Fail(long position, Google.Rpc.Status problem)
    {
        problems.Count(problem.Code);
        lock (_lock)
        {
            if (_ended) return;
            ReceiptEncoding.Result(_answers, position, problem);
            Answered();
        }
    }

    // Under the lock, with the answer added: the first one wakes the writer, who takes all there are by then.
    private void Answered()
    {
        Interlocked.Decrement(ref _open);
        if (_answers.Count == 1) _hasAnswers.Release();
    }

    private void Close()
    {
        lock (_lock)
            if (Interlocked.Decrement(ref _open) == 0 && _answers.Count == 0 && !_ended) _hasAnswers.Release();
    }

    private sealed class StreamPosting(Operation operation, V1.Operation? message, long position, PostingStream stream)
        : PostingItem(operation), ISendable
    {
        public SentOn? ToSendOn() => stream._isForwarded ? null : new SentOn(message ?? PlainMessages.Of(Operation), null);

        public void Answer(V1.PostResult result, string owner) => stream.Answer(position, result);

        public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed)
        {
            lock (stream._lock)
            {
                if (stream._ended) return;
                ReceiptEncoding.Result(stream._answers, position, rows, replayed);
                stream.Answered();
            }
        }

        public override void AnswerKeyReused(in JournalRow first, string differingField)
        {
            lock (stream._lock)
            {
                if (stream._ended) return;
                ReceiptEncoding.Result(stream._answers, position, Receipts.KeyReused(first, differingField));
                stream.Answered();
            }
        }

        public override void Fail(Google.Rpc.Status problem) => stream.Fail(position, problem);
    }
}
