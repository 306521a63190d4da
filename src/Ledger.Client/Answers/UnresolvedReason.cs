namespace Ledger.Client;

/// <summary>Why the client stopped asking before an operation was answered.</summary>
public enum UnresolvedReason
{
    /// <summary>The deadline ended, or the next attempt would have begun after it.</summary>
    DeadlineEnded = 1,

    /// <summary>The highest number of attempts was made.</summary>
    AttemptsExhausted = 2,

    /// <summary>The caller cancelled after the operation had been sent.</summary>
    Cancelled = 3,

    /// <summary>The client or its channel was disposed meanwhile.</summary>
    ClientClosed = 4,

    /// <summary>An export broke off after part of it had been written, which cannot be taken back to try again.</summary>
    BrokeOff = 5,

    /// <summary>The server's certificate is not trusted. Trying again does not change that: trust its root, or see who answers
    /// there.</summary>
    NotTrusted = 6,
}
