namespace Ledger.Server.Basics;

/// <summary>
/// Who sends work, as far as fairness goes: nobody takes more than a share of a queue, and all take turns. One object stands for one
/// connection as long as that lives, so callers are told apart without comparing what they are called.
/// </summary>
public sealed class Caller
{
    private readonly string _name;

    /// <param name="name">A connection's id, or the ledger's own work.</param>
    public Caller(string name)
        : this(name, null)
    {
    }

    /// <param name="name">A connection's id.</param>
    /// <param name="credential">What it has proved; null: nothing.</param>
    internal Caller(string name, Credential? credential) => (_name, Credential) = (name, credential);

    /// <summary>What the connection has proved of whom it belongs to; null: nothing, or it is the ledger's own.</summary>
    internal Credential? Credential { get; }

    /// <summary>What is known of the connection and of what its caller may do; <c>Authority</c> puts it here and reads it.</summary>
    internal object? Standing { get; set; }

    /// <summary>Upkeep and the bringing on of transfers: what the server itself asks its writers, and nobody waits for.</summary>
    public static readonly Caller Own = new("ledger");

    /// <summary>The caller behind a call: its connection, which was given one when it was accepted.</summary>
    public static Caller Of(HttpContext call) => call.Features.Get<Caller>()
        ?? throw new InvalidOperationException($"Connection {call.Connection.Id} came without a caller.");

    /// <inheritdoc/>
    public override string ToString() => _name;
}
