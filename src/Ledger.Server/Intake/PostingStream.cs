using System.Threading.Channels;
using Grpc.Core;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Ledger.Server.Rules;
using Ledger.Server.Telemetry;

namespace Ledger.Server.Intake;

/// <summary>
/// One conversation of <c>PostStream</c>: one loop reads and hands over, another writes answers as they come. A place in the window is
/// taken before an operation is handed over and given back once its answer is written, so a caller that does not read its answers is
/// not read from either.
/// </summary>
internal sealed class PostingStream(
    OperationReader reader, Router router, Limits limits, ProblemFigures problems, ServerCallContext context) : IDisposable
{
    private static readonly WriteOptions MoreFollow = new(WriteFlags.BufferHint);

    // Bounded by the window: no answer is made for an operation that has no place in it.
    private readonly Channel<byte[]> _answers = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _window = new(limits.StreamMaxUnanswered);
    // The reading itself counts as one, so that the answers end only after the last operation has its answer.
    private int _open = 1;

    /// <summary>
    /// Ends when the caller has ended its side and has every answer. When <paramref name="stopping"/> fires, reads no more, writes
    /// what is still owed, and sends the caller elsewhere.
    /// </summary>
    public async Task RunAsync(IAsyncStreamReader<V1.Operation> operations, IServerStreamWriter<byte[]> results, CancellationToken stopping)
    {
        using var reads = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        // A caller that does not read its answers holds up a stop for so long and no longer.
        using var writes = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        await using var bound = stopping.Register(() => writes.CancelAfter(TimeSpan.FromSeconds(limits.LeaseSeconds)));
        var reading = ReadAsync(operations, reads.Token);
        while (await _answers.Reader.WaitToReadAsync(writes.Token))
            while (_answers.Reader.TryRead(out var result))
            {
                // A commit answers many at once: they leave in one flush, with the last of them.
                results.WriteOptions = _answers.Reader.TryPeek(out _) ? MoreFollow : null;
                await results.WriteAsync(result, writes.Token);
                _window.Release();
            }
        await reading;
        if (stopping.IsCancellationRequested) throw Problems.ToException(Problems.GoingDown(limits.RetryDelayMilliseconds));
    }

    private async Task ReadAsync(IAsyncStreamReader<V1.Operation> operations, CancellationToken reads)
    {
        try
        {
            for (long position = 0; await operations.MoveNext(reads); position++)
            {
                await _window.WaitAsync(reads);
                Interlocked.Increment(ref _open);
                var (operation, problem) = await reader.ReadAsync(operations.Current, context.CancellationToken);
                if (problem is not null) Fail(position, problem);
                else
                    router.Hand(operation!.Account, new StreamPosting(operation, position, this)
                    {
                        Deadline = context.Deadline,
                        Caller = context.CancellationToken,
                    });
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
            _answers.Writer.TryComplete(reason);
        }
    }

    public void Dispose() => _window.Dispose();

    private void Fail(long position, V1.Rpc.Status problem)
    {
        problems.Count(problem.Code);
        Answer(ReceiptEncoding.Result(position, problem));
    }

    private void Answer(byte[] result)
    {
        _answers.Writer.TryWrite(result);
        Close();
    }

    private void Close()
    {
        if (Interlocked.Decrement(ref _open) == 0) _answers.Writer.TryComplete();
    }

    private sealed class StreamPosting(Operation operation, long position, PostingStream stream) : PostingItem(operation)
    {
        public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) => stream.Answer(ReceiptEncoding.Result(position, rows, replayed));

        public override void AnswerKeyReused(in JournalRow first, string differingField) =>
            stream.Answer(ReceiptEncoding.Result(position, Receipts.KeyReused(first, differingField)));

        public override void Fail(V1.Rpc.Status problem) => stream.Fail(position, problem);
    }
}
