using Google.Protobuf;
using Ledger.Client;
using Ledger.Load.Engine;
using Ledger.Load.Recording;
using Ledger.V1;

namespace Ledger.Load.Tests;

/// <summary>
/// A target that does what a test says and keeps its own account of it: how many calls there were, how many at a time, and the answers
/// it gave. Left alone it answers at once; a key that it knows gets its first receipt.
/// </summary>
internal sealed class ScriptedTarget : ITarget
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ByteString, Receipt> _journal = [];
    private readonly List<Operation> _operations = [];
    private int _calls;
    private int _under;

    /// <summary>What a call gets; the number counts from 1. Null: posted.</summary>
    public Func<int, Operation?, Task<Answer?>> Script { get; set; } = (_, _) => Task.FromResult<Answer?>(null);

    public int Calls => Volatile.Read(ref _calls);

    public int AtOnceMax { get; private set; }

    /// <summary>Operations in the order they came, repetitions included.</summary>
    public IReadOnlyList<Operation> Operations
    {
        get
        {
            lock (_gate)
                return [.. _operations];
        }
    }

    public IReadOnlyDictionary<ByteString, Receipt> Journal => _journal;

    public async ValueTask<Answer> PostAsync(int connection, Operation operation, CancellationToken cancellation)
    {
        int call;
        lock (_gate)
        {
            call = ++_calls;
            _operations.Add(operation);
            AtOnceMax = Math.Max(AtOnceMax, ++_under);
        }
        try
        {
            return await Script(call, operation) ?? Post(operation);
        }
        finally
        {
            lock (_gate)
                _under--;
        }
    }

    public async ValueTask<IReadOnlyList<Answer>> PostBatchAsync(int connection, IReadOnlyList<Operation> operations,
        CancellationToken cancellation)
    {
        var answers = new List<Answer>();
        foreach (var operation in operations)
            answers.Add(await PostAsync(connection, operation, cancellation));
        return answers;
    }

    public async ValueTask<Answer> AskAsync(int connection, Target about, bool statement, CancellationToken cancellation) =>
        await Script(Interlocked.Increment(ref _calls), null) ?? new Answer("answered", Ending.Ok);

    public static Answer Refused(Operation operation) => new("insufficient_funds", Ending.Refused)
    {
        Receipt = new Receipt { Key = operation.Key, Outcome = Outcome.InsufficientFunds, Account = operation.Account },
    };

    public static Answer Unknown { get; } = new("unknown: unavailable", Ending.Failed) { WorthRetry = true, MayHaveBeenPosted = true };

    /// <summary>Posts an operation: a transfer of its amount from tender to the member.</summary>
    public Answer Post(Operation operation)
    {
        lock (_gate)
        {
            var replayed = _journal.TryGetValue(operation.Key, out var receipt);
            receipt ??= new Receipt { Key = operation.Key, Outcome = Outcome.Posted, Account = operation.Account, Sequence = _journal.Count
                + 1 };
            if (!replayed)
            {
                receipt.Transfers.Add(new Transfer
                {
                    Debit = new Side { System = SystemAccount.Tender }, Credit = new Side { Account = 1 }, Asset = Asset.Principal,
                        Amount = 100,
                });
                _journal.Add(operation.Key, receipt);
            }
            var answered = receipt.Clone();
            answered.Replayed = replayed;
            return new Answer("posted", Ending.Ok) { Receipt = answered };
        }
    }
}
