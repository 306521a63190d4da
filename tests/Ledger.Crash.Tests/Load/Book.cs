using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Crash.Tests.Load;

/// <summary>The callers' own book: what they sent under which key, and what they were told. It outlives every server.</summary>
internal sealed class Book
{
    private readonly ConcurrentDictionary<ByteString, Entry> _entries = new();
    private int _acknowledged;

    /// <summary>What contradicts the contract, as it was seen.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Keys with a receipt.</summary>
    public int Acknowledged => _acknowledged;

    public IReadOnlyDictionary<ByteString, Entry> Entries => _entries;

    /// <summary>Operations that may or may not be posted: to be sent again.</summary>
    public IReadOnlyList<Operation> Unanswered =>
        [.. _entries.Values.Where(entry => entry is { Receipt: null, IsNotRecorded: false }).Select(entry => entry.Operation)];

    public Entry Write(Operation operation) => _entries.GetOrAdd(operation.Key, _ => new Entry(operation));

    public void Told(Operation operation, Receipt receipt)
    {
        var entry = _entries[operation.Key];
        if (!operation.Equals(entry.Operation))
        {
            if (receipt.Outcome != Outcome.KeyReused) Violations.Enqueue($"I5 another operation under a used key was told {receipt}");
            return;
        }
        var plain = receipt.Clone();
        plain.Replayed = false;
        lock (entry)
        {
            if (entry.Receipt is null) Interlocked.Increment(ref _acknowledged);
            else if (!entry.Receipt.Equals(plain)) Violations.Enqueue($"I5 first told {entry.Receipt}, then {receipt}");
            entry.Receipt ??= plain;
        }
    }

    /// <summary>Takes a status that came instead of a receipt.</summary>
    public void Told(Operation operation, StatusCode code, string message)
    {
        if (code == StatusCode.NotFound) _entries[operation.Key].IsNotRecorded = true;
        else if (code is StatusCode.InvalidArgument or StatusCode.Unimplemented or StatusCode.Internal
            && message.Contains("Error id", StringComparison.Ordinal))
            Violations.Enqueue($"{operation.KindCase} was told {code}: {message}");
        // Everything else means: come back with the same key.
    }

    internal sealed class Entry(Operation operation)
    {
        public Operation Operation { get; } = operation;

        /// <summary>The first receipt, without its mark of being a replay.</summary>
        public Receipt? Receipt { get; set; }

        /// <summary>The ledger said that nothing is recorded under the key.</summary>
        public bool IsNotRecorded { get; set; }
    }
}
