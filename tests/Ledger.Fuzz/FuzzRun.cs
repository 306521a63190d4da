using System.Collections.Concurrent;
using CsCheck;
using Google.Protobuf;
using Ledger.Fuzz.Agreement;
using Ledger.Fuzz.Grammar;
using Ledger.Fuzz.Known;
using Ledger.Server.Contract;

namespace Ledger.Fuzz;

/// <summary>
/// So many messages from a seed, on all cores: operations, batches and transactions in turn. They are made in blocks, each from a stream of
/// chance of its own, so that a seed makes the same messages however many cores there are.
/// </summary>
internal sealed class FuzzRun(ulong seed)
{
    private const int BlockLength = 1_000;
    private const int ToldMost = 20;

    private readonly ConcurrentQueue<string> _differences = new();
    private long _messages;
    private long _read;
    private long _refused;

    /// <summary>Messages that have been held against each other so far.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Of them operations that the fast reader read, and those that are none.</summary>
    public long PlainlyRead => Interlocked.Read(ref _read);

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>What differed, with the message it differed on; the first few.</summary>
    public IReadOnlyCollection<string> Differences => _differences;

    /// <summary>Runs until there were so many messages, enough differences, or <paramref name="cancellation"/>.</summary>
    public void Run(long messages, CancellationToken cancellation = default)
    {
        var blocks = (messages + BlockLength - 1) / BlockLength;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0L, blocks, options, () => new KnownLedger(), (block, loop, ledger) =>
        {
            if (cancellation.IsCancellationRequested || _differences.Count >= ToldMost) loop.Stop();
            else RunBlock((uint)block, (int)Math.Min(BlockLength, messages - block * BlockLength), ledger);
            return ledger;
        }, ledger => ledger.Dispose());
    }

    private void RunBlock(uint block, int count, KnownLedger ledger)
    {
        var chance = new PCG(block, seed);
        var reading = new OperationReading(ledger);
        var (batches, writing) = (new BatchReading(ledger, reading), new ReceiptWriting());
        for (var message = 0; message < count; message++)
            switch (message % 10)
            {
                case 0:
                    Hold(Encodings.Batch.Generate(chance, null, out _), batches.Difference, Convert.ToHexString);
                    break;
                case < 4:
                    Hold(Transactions.Any.Generate(chance, null, out _), writing.Difference, rows => Receipts.Of(rows).ToString());
                    break;
                default:
                    Hold(Encodings.Operation.Generate(chance, null, out _), reading.Difference, Convert.ToHexString);
                    break;
            }
        Interlocked.Add(ref _messages, count);
        Interlocked.Add(ref _read, reading.Read);
        Interlocked.Add(ref _refused, reading.Refused);
    }

    private void Hold<T>(T made, Func<T, string?> difference, Func<T, string> told)
    {
        string? differs;
        try
        {
            differs = difference(made);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            differs = $"It breaks: {broken}";
        }
        if (differs is not null && _differences.Count < ToldMost) _differences.Enqueue($"{differs} {Named(made, told)}");
    }

    private static string Named<T>(T made, Func<T, string> told)
    {
        try
        {
            return told(made);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            return broken.Message;
        }
    }
}
