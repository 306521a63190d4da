namespace Ledger.Client;

/// <summary>What a caller may say about an operation beyond its kind. Everything is optional; what is left out comes from the
/// client's options and clock.</summary>
public sealed record OperationDetails
{
    /// <summary>The caller's own reference, e.g. a ticket or tender number; at most 64 characters.</summary>
    public string Reference { get; init; } = "";

    /// <summary>Who operates the terminal, instead of the client's operator; 0: nobody, self-service.</summary>
    public int? Operator { get; init; }

    /// <summary>The store, instead of the client's: for a backend that posts for many terminals. Positive.</summary>
    public int? Store { get; init; }

    /// <summary>The terminal in the store, instead of the client's. Positive.</summary>
    public int? Terminal { get; init; }

    /// <summary>The terminal's own running number of operations; 0 when it keeps none. <see cref="TerminalOutbox"/> sets it
    /// itself.</summary>
    public long TerminalSeq { get; init; }

    /// <summary>When it happened at the terminal. Kept in microseconds; it decides the business date. Left out, it is the time inside
    /// <see cref="Key"/> or, without a key, now.</summary>
    public DateTimeOffset? BusinessTime { get; init; }

    /// <summary>The operation's key; a new random one when left out. State it to give a retry of your own the same key: the same details
    /// are then the same operation, whenever they are sent.</summary>
    public Guid? Key { get; init; }
}
