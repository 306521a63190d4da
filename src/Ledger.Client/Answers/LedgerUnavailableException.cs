namespace Ledger.Client;

/// <summary>A question was not answered under its deadline and number of attempts. Asking again is always safe: questions move
/// nothing.</summary>
public sealed class LedgerUnavailableException : Exception
{
    internal LedgerUnavailableException(RequestProblem lastProblem, UnresolvedReason reason, int attempts)
        : base($"No answer after {attempts} attempts ({reason}); the last was {lastProblem.Line}")
    {
        LastProblem = lastProblem;
        Reason = reason;
        Attempts = attempts;
    }

    internal LedgerUnavailableException(RequestProblem lastProblem, long writtenBytes, int attempts)
        : base($"The file broke off after {writtenBytes} bytes: {lastProblem.Line}")
    {
        LastProblem = lastProblem;
        Reason = UnresolvedReason.BrokeOff;
        WrittenBytes = writtenBytes;
        Attempts = attempts;
    }

    /// <summary>How the last attempt ended.</summary>
    public RequestProblem LastProblem { get; }

    /// <summary>Why the client stopped asking.</summary>
    public UnresolvedReason Reason { get; }

    /// <summary>How many attempts were made.</summary>
    public int Attempts { get; }

    /// <summary>An export: how many bytes of an incomplete file the destination has; throw them away. 0 otherwise.</summary>
    public long WrittenBytes { get; }
}
