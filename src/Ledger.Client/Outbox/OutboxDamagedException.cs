namespace Ledger.Client;

/// <summary>
/// An outbox file is damaged in a place that a crash while writing cannot explain: operations that may have been sent can no longer be
/// read. The file is left as it is. A person has to compare the terminal's journal with the ledger's.
/// </summary>
public sealed class OutboxDamagedException : Exception
{
    internal OutboxDamagedException(string message)
        : base(message)
    {
    }
}
