using Ledger.Load.Data;
using Ledger.V1;

namespace Ledger.Load.Engine;

/// <summary>What a terminal is doing.</summary>
internal enum TerminalState
{
    /// <summary>Waits for a request.</summary>
    Free,

    /// <summary>Has a request under way, or forwards what it stored.</summary>
    Busy,

    /// <summary>Serves the next customer.</summary>
    Thinking,
}

/// <summary>
/// One terminal: an identity and what it is at. A light object without a task or timer of its own, so that there can be thousands; a
/// work item of the thread pool while it has something to do. Its fields belong to the dispatcher's lock, those of a call to the call.
/// </summary>
internal sealed class Terminal(int store, int number, int connection, Caller caller) : IThreadPoolWorkItem
{
    public int Store { get; } = store;

    public int Number { get; } = number;

    /// <summary>Index of the connection it shares.</summary>
    public int Connection { get; } = connection;

    /// <summary>Running number of its last operation.</summary>
    public long Seq { get; set; }

    public TerminalState State { get; set; }

    /// <summary>It stands in the queue of free terminals; it may have become busy since.</summary>
    public bool IsQueued { get; set; }

    /// <summary>It goes round in a closed simulation.</summary>
    public bool IsInRound { get; set; }

    /// <summary>A moment is noted at which it is back on the network.</summary>
    public bool ReturnIsNoted { get; set; }

    /// <summary>What it is at; null: forwarding what it stored.</summary>
    public Request? Request { get; set; }

    /// <summary>Its last answered operation, with the fingerprint of the answer: for repetitions.</summary>
    public (Operation Operation, ulong Fingerprint)? Last { get; set; }

    /// <summary>Moment of its first spell without a network, in microseconds since the run began; null: it has none.</summary>
    public long? FirstSpell { get; init; }

    /// <summary>What it sold without a network, oldest first; null until it did.</summary>
    public Queue<StoredOperation>? Stored { get; set; }

    public bool HasStored => Stored is { Count: > 0 };

    public void Execute() => caller.Begin(this);
}

/// <summary>An operation that waits on its terminal for the network.</summary>
/// <param name="Operation">As it will be sent, with its key.</param>
/// <param name="Step">Index of the step.</param>
/// <param name="Intended">When it was sold, in microseconds since the run began.</param>
/// <param name="Due">When the terminal is back on the network; its response time counts from here.</param>
internal sealed record StoredOperation(Operation Operation, int Step, long Intended, long Due)
{
    /// <summary>It was sent at least once.</summary>
    public bool WasSent { get; set; }
}
