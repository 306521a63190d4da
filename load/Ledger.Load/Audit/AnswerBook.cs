using Google.Protobuf;
using Ledger.V1;

namespace Ledger.Load.Audit;

/// <summary>
/// Every answer of a run, for the audit: key and fingerprint of each decision in a file, the money they moved in a running count, the
/// operations whose outcome is unknown in memory. The file takes 24 bytes an operation, so that hours of load do not take memory.
/// </summary>
internal sealed class AnswerBook : IDisposable
{
    private const int EntryBytes = 24;
    private const int KeyBytes = 16;
    private const int ListedMaxCount = 20;

    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly FileStream _entries;
    private readonly Dictionary<ByteString, Operation> _unknown = [];
    private readonly List<string> _contradictions = [];

    public AnswerBook(string file)
    {
        _file = file;
        _entries = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
    }

    /// <summary>Operations that were decided, repetitions not counted.</summary>
    public long Decided { get; private set; }

    /// <summary>Answers to deliberate repetitions.</summary>
    public long Repetitions { get; private set; }

    /// <summary>Answers that a first answer contradicts.</summary>
    public long ContradictionsCount { get; private set; }

    /// <summary>The first of them, in words.</summary>
    public IReadOnlyList<string> Contradictions => _contradictions;

    /// <summary>What the acknowledged operations moved. Read it when nothing is under way any more.</summary>
    public MoneyCount Money { get; } = new();

    /// <summary>Operations that were sent and never answered.</summary>
    public IReadOnlyList<Operation> Unresolved
    {
        get
        {
            lock (_gate)
                return [.. _unknown.Values];
        }
    }

    /// <summary>Writes a decision down and returns its fingerprint.</summary>
    public ulong Answered(Operation operation, Receipt receipt)
    {
        var fingerprint = Fingerprint.Of(receipt);
        lock (_gate)
        {
            Decided++;
            Money.Add(receipt);
            Span<byte> entry = stackalloc byte[EntryBytes];
            operation.Key.Span.CopyTo(entry);
            BitConverter.TryWriteBytes(entry[KeyBytes..], fingerprint);
            _entries.Write(entry);
            if (receipt.Key != operation.Key)
                Contradict($"the receipt to key {Hex(operation.Key)} is of key {Hex(receipt.Key)}");
        }
        return fingerprint;
    }

    /// <summary>Compares the answer to a repetition with the first one.</summary>
    public void Repeated(Operation operation, Receipt receipt, ulong first)
    {
        var fingerprint = Fingerprint.Of(receipt);
        lock (_gate)
        {
            Repetitions++;
            if (!receipt.Replayed)
                Contradict($"key {Hex(operation.Key)} was executed again instead of being answered with its first receipt");
            else if (fingerprint != first)
                Contradict($"key {Hex(operation.Key)} got another receipt than the first time");
        }
    }

    /// <summary>Notes an operation that may be posted and was not answered.</summary>
    public void Unknown(Operation operation)
    {
        lock (_gate)
            _unknown[operation.Key] = operation;
    }

    /// <summary>Reads all decisions back.</summary>
    public IEnumerable<(Guid Key, ulong Fingerprint)> Entries()
    {
        lock (_gate)
            _entries.Flush();
        using var reading = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        var entry = new byte[EntryBytes];
        while (reading.ReadAtLeast(entry, EntryBytes, throwOnEndOfStream: false) == EntryBytes)
            yield return (new Guid(entry.AsSpan(0, KeyBytes), bigEndian: true), BitConverter.ToUInt64(entry, KeyBytes));
    }

    public void Dispose() => _entries.Dispose();

    private void Contradict(string what)
    {
        ContradictionsCount++;
        if (_contradictions.Count < ListedMaxCount)
            _contradictions.Add(what);
    }

    private static string Hex(ByteString key) => Convert.ToHexStringLower(key.Span);
}
