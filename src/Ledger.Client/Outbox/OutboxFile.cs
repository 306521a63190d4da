using Ledger.V1;

namespace Ledger.Client.Outbox;

/// <summary>
/// The outbox on disk: a header and records, appended one at a time. Each record is flushed to the disk before the next begins, so after
/// a crash only the last one can be incomplete, and that one was not yet sent. Not safe for several threads.
/// </summary>
internal sealed class OutboxFile : IDisposable
{
    private readonly FileStream _file;
    private readonly SortedDictionary<long, Operation> _pending = [];
    private readonly SortedDictionary<long, OfflineRisk> _accepted = [];
    private OutboxHeader _header;
    private bool _broken;

    private OutboxFile(FileStream file, OutboxHeader header)
    {
        _file = file;
        _header = header;
        LastSeq = header.LastSeq;
    }

    /// <summary>The highest terminal_seq that was given out.</summary>
    public long LastSeq { get; private set; }

    public long SizeBytes => _file.Length;

    /// <summary>Operations without an answer, by terminal_seq.</summary>
    public IReadOnlyDictionary<long, Operation> Pending => _pending;

    /// <summary>Those of them that were accepted without an answer, by terminal_seq.</summary>
    public IReadOnlyDictionary<long, OfflineRisk> Accepted => _accepted;

    /// <summary>Opens or creates the file and reads what the last process left.</summary>
    public static OutboxFile Open(string path, int store, int terminal)
    {
        // FileShare.None keeps a second process out for as long as this one has the file.
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            if (IsUnfinishedCreation(bytes))
            {
                var created = new OutboxFile(file, new OutboxHeader(0, store, terminal, 0));
                file.SetLength(0);
                created.WriteHeader(created._header);
                return created;
            }
            var header = OutboxHeader.Read(bytes) ?? throw new OutboxDamagedException("Neither slot of the header can be read.");
            if (header.Store != store || header.Terminal != terminal)
                throw new InvalidOperationException(
                    $"The outbox belongs to store {header.Store}, terminal {header.Terminal}, not to store {store}, terminal {terminal}.");
            var opened = new OutboxFile(file, header);
            opened.Recover(bytes);
            return opened;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Stores an operation. When this returns, it is on the disk and may be sent.</summary>
    public void Store(Operation operation)
    {
        Append(OutboxRecord.Stored(operation));
        LastSeq = operation.TerminalSeq;
        _pending.Add(operation.TerminalSeq, operation);
    }

    /// <summary>Notes that the pending operation was accepted without an answer. When this returns, it is on the disk.</summary>
    public void MarkAccepted(long terminalSeq, OfflineRisk risk)
    {
        Append(OutboxRecord.Accepted(terminalSeq, risk));
        _accepted.Add(terminalSeq, risk);
    }

    /// <summary>Notes that the operation was answered.</summary>
    public void MarkAnswered(long terminalSeq)
    {
        if (!_pending.ContainsKey(terminalSeq))
            return;
        Append(OutboxRecord.Answered(terminalSeq));
        _pending.Remove(terminalSeq);
        _accepted.Remove(terminalSeq);
    }

    /// <summary>Drops the records when all are answered. The last terminal_seq is in the header, on the disk, before any record
    /// goes.</summary>
    public void CompactWhenAllAnswered()
    {
        if (_pending.Count > 0 || _file.Length == OutboxHeader.SizeBytes)
            return;
        Guarded(() =>
        {
            WriteHeader(_header with { Generation = _header.Generation + 1, LastSeq = LastSeq });
            _file.SetLength(OutboxHeader.SizeBytes);
            _file.Flush(flushToDisk: true);
        });
    }

    public void Dispose() => _file.Dispose();

    // A crash while creating leaves a file too short for a header, or one whose first slot is not whole and whose second was never
    // written. No record is in it, and none was dropped from it, because dropping writes the second slot first.
    private static bool IsUnfinishedCreation(byte[] bytes) =>
        bytes.Length < OutboxHeader.SizeBytes
        || (bytes.Length == OutboxHeader.SizeBytes
            && OutboxHeader.Read(bytes) is null
            && !bytes.AsSpan(OutboxHeader.SlotBytes).ContainsAnyExcept((byte)0));

    private void Recover(byte[] bytes)
    {
        var at = OutboxHeader.SizeBytes;
        while (at < bytes.Length && OutboxRecord.TryRead(bytes.AsSpan(at), out var size, out var entry))
        {
            Recover(entry);
            at += size;
        }
        if (at < bytes.Length)
            DropTornTail(bytes, at);
    }

    private void Recover(OutboxEntry entry)
    {
        if (entry.Stored is not null)
        {
            _pending[entry.TerminalSeq] = entry.Stored;
            LastSeq = Math.Max(LastSeq, entry.TerminalSeq);
        }
        else if (entry.Accepted is { } risk)
        {
            if (_pending.ContainsKey(entry.TerminalSeq))
                _accepted[entry.TerminalSeq] = risk;
        }
        else
        {
            _pending.Remove(entry.TerminalSeq);
            _accepted.Remove(entry.TerminalSeq);
        }
    }

    private void DropTornTail(byte[] bytes, int at)
    {
        if (bytes.Length - at > OutboxRecord.OverheadBytes + OutboxRecord.PayloadMaxBytes)
            throw new OutboxDamagedException($"{bytes.Length - at} bytes from offset {at} cannot be read: more than one write.");
        // A whole record behind the unreadable bytes proves that they were flushed once, and so may have been sent.
        for (var later = at + 1; later < bytes.Length; later++)
        {
            if (OutboxRecord.TryRead(bytes.AsSpan(later), out _, out _))
                throw new OutboxDamagedException($"The record at offset {at} cannot be read, but the one at {later} can.");
        }
        _file.SetLength(at);
        _file.Flush(flushToDisk: true);
    }

    private void Append(byte[] record) => Guarded(() =>
    {
        var end = _file.Length;
        try
        {
            _file.Position = end;
            _file.Write(record);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // The caller is told that it is not stored, so it must not come back as pending after a restart.
            _file.SetLength(end);
            _file.Flush(flushToDisk: true);
            throw;
        }
    });

    private void WriteHeader(OutboxHeader header)
    {
        if (_file.Length < OutboxHeader.SizeBytes)
            _file.SetLength(OutboxHeader.SizeBytes);
        _file.Position = header.Offset;
        _file.Write(header.ToSlot());
        _file.Flush(flushToDisk: true);
        _header = header;
    }

    /// <summary>After a failed write nobody knows what the disk holds: only opening the file again tells.</summary>
    private void Guarded(Action write)
    {
        if (_broken)
            throw new InvalidOperationException("A write to the outbox failed; dispose it and open it again.");
        _broken = true;
        write();
        _broken = false;
    }
}
