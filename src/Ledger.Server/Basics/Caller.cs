namespace Ledger.Server.Basics;

/// <summary>Who sends work, as far as fairness goes: nobody takes more than a share of a queue, and all take turns.</summary>
/// <param name="Name">A connection's id, or the ledger's own work.</param>
public readonly record struct Caller(string Name)
{
    /// <summary>Upkeep, the bringing on of transfers, and what the server itself asks its writers.</summary>
    public static readonly Caller Own = new("ledger");

    /// <summary>The caller behind a call: its connection.</summary>
    public static Caller Of(HttpContext call) => new(call.Connection.Id);
}
