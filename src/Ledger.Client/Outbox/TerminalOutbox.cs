using Google.Protobuf;
using Ledger.Client.Outbox;
using Ledger.V1;

namespace Ledger.Client;

/// <summary>
/// The durable queue of one terminal: an operation is on the disk, with its number and its key, before it is sent the first time, so a
/// till that crashed comes back with the same key and never does one intention twice. One process a file; safe for many threads.
/// <code>
/// 1 number and key → 2 write, flush to disk → 3 send → 4 note that it was answered     after a crash: 3 and 4 for what lacks 4
///                                                    ↳ given up: its reversal takes its place, from 1
///                                                    ↳ accepted offline: the till goes on, 3 and 4 when the ledger answers again
/// </code>
/// </summary>
/// <remarks>
/// At start call <see cref="ResendPendingAsync"/> before new operations, so that the order of the terminal's operations holds.
/// <para>A payment PIN is never on the disk. It goes out with the first sending (<see cref="PostAsync"/>, or what <see cref="StoreAsync"/>
/// gave); what is sent again later has none, which is the same operation to the ledger: if it was decided, the decision comes; if not, it
/// is refused with PIN_REQUIRED where a PIN is needed, and the till asks the member anew.</para>
/// </remarks>
public sealed partial class TerminalOutbox : IDisposable
{
    /// <summary>How many operations may be without an answer; beyond it the till must not go on taking new ones.</summary>
    public const int PendingMaxCount = 10_000;

    /// <summary>How long the file may become, in bytes: one operation that stays unanswered keeps all that follow it.</summary>
    public const long FileMaxBytes = 64 * 1024 * 1024;

    private const long CompactFromBytes = 256 * 1024;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly OutboxFile _file;
    private readonly int _store;
    private readonly int _terminal;

    private TerminalOutbox(OutboxFile file, int store, int terminal)
    {
        _file = file;
        _store = store;
        _terminal = terminal;
    }

    /// <summary>Opens the terminal's outbox, or creates it. The incomplete last record of a crash, which cannot have been sent, is
    /// dropped.</summary>
    /// <param name="path">The file. It must outlive the till's software and must never be restored from a backup.</param>
    /// <param name="store">The store number, positive.</param>
    /// <param name="terminal">The terminal's number in the store, positive.</param>
    /// <exception cref="IOException">The file cannot be opened, or another process has it.</exception>
    /// <exception cref="InvalidOperationException">The file belongs to another terminal.</exception>
    /// <exception cref="OutboxDamagedException">Operations that may have been sent cannot be read.</exception>
    public static TerminalOutbox Open(string path, int store, int terminal)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(store);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(terminal);
        var file = OutboxFile.Open(path, store, terminal);
        try
        {
            file.CompactWhenAllAnswered();
            return new TerminalOutbox(file, store, terminal);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Gives an operation the terminal's next number and the key derived from it, and writes it to the disk.</summary>
    /// <param name="operation">What is to be done, with its business time; its key and terminal_seq are replaced in the copy.</param>
    /// <param name="cancellationToken">Ends the wait for other writers; once begun, the write is finished.</param>
    /// <returns>The operation to send, durable from now on, with the PIN of the one that was handed in.</returns>
    /// <exception cref="ArgumentException">The operation is of another store or terminal, has no business time, is too long, or sets a PIN,
    /// which must not be on a disk: post it without an outbox.</exception>
    /// <exception cref="InvalidOperationException">The outbox is full, or an earlier write failed.</exception>
    /// <exception cref="IOException">The disk did not take it. Nothing was sent; dispose the outbox and open it again.</exception>
    public async Task<Operation> StoreAsync(Operation operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        EnsureStorable(operation);

        using var turn = await TakeTurnAsync(cancellationToken);
        EnsureRoom();
        var stored = Store(operation);
        // The caller gets a copy of its own: what is resent later must be what was written.
        var sent = stored.Clone();
        sent.Pin = operation.Pin;
        return sent;
    }

    /// <summary>Notes that an operation was answered, so that it is not sent again. Does nothing when it was noted before.</summary>
    /// <param name="operation">The operation as <see cref="StoreAsync"/> gave it.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    /// <exception cref="IOException">The disk did not take it: the operation will be sent once more, which moves nothing twice.</exception>
    public async Task MarkAnsweredAsync(Operation operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        using var turn = await TakeTurnAsync(cancellationToken);
        MarkAnswered(operation.TerminalSeq);
    }

    /// <summary>The operations without an answer, in the order of their numbers.</summary>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    public async Task<IReadOnlyList<Operation>> PendingAsync(CancellationToken cancellationToken = default)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        return [.. _file.Pending.Values.Select(operation => operation.Clone())];
    }

    /// <summary>Closes the file. Pending operations are there when it is opened again.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _turn.Dispose();
    }

    /// <summary>Numbers an operation and writes it without its PIN. The caller has the turn.</summary>
    private Operation Store(Operation operation)
    {
        var stored = operation.Clone();
        stored.Pin = "";
        stored.TerminalSeq = _file.LastSeq + 1;
        stored.Key = KeyOf(stored, stored.TerminalSeq);
        _file.Store(stored);
        return stored;
    }

    private ByteString KeyOf(Operation operation, long terminalSeq) => OperationKey.ToByteString(
        OperationKey.Derive(_store, _terminal, terminalSeq, operation.BusinessTime.ToDateTimeOffset()));

    private void EnsureStorable(Operation operation)
    {
        if (operation.Store != _store || operation.Terminal != _terminal)
            throw new ArgumentException($"The outbox keeps operations of store {_store}, terminal {_terminal} only.", nameof(operation));
        if (operation.BusinessTime is null)
            throw new ArgumentException("The key is derived from the business time, which is not set.", nameof(operation));
        if (operation.KindCase == Operation.KindOneofCase.SetPin)
            throw new ArgumentException("An operation that sets a PIN is not stored; post it without an outbox.", nameof(operation));
    }

    private void EnsureRoom()
    {
        if (_file.Pending.Count >= PendingMaxCount || _file.SizeBytes >= FileMaxBytes)
            throw new InvalidOperationException($"The outbox is full: {_file.Pending.Count} operations without an answer.");
    }

    private void MarkAnswered(long terminalSeq)
    {
        _file.MarkAnswered(terminalSeq);
        if (_file.SizeBytes >= CompactFromBytes)
            _file.CompactWhenAllAnswered();
    }

    private async Task<Turn> TakeTurnAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        return new Turn(_turn);
    }

    private readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
